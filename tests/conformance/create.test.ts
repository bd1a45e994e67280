import { compareKubectls } from './compare.ts';

compareKubectls('objects that are created without a file', [
  'kubectl create namespace shop',
  'kubectl create namespace shop',
  'kubectl create namespace Shop',
  'kubectl create serviceaccount bot',
  'kubectl get sa bot -o json',
  'kubectl create secret generic cred --from-literal=user=admin --from-literal=pw=s3cret',
  'kubectl get secret cred -o yaml',
  'kubectl create configmap conf --from-literal=a=1 --from-literal=b=',
  'kubectl get configmap conf -o yaml',
  'kubectl create deployment web --image=nginx:1.27 --replicas=2 --port=80',
  'kubectl get deployment web -o yaml',
  'kubectl create priorityclass low --value=-10 --description=x',
  'kubectl get priorityclass low -o yaml',
  'kubectl auth can-i create pods',
  'kubectl auth can-i create pods --subresource=exec -n shop',
  'kubectl auth can-i list nope',
  20,
  'kubectl get all',
  'kubectl delete deployment web',
  'kubectl get all',
]);
