# caught by: both-there
kubectl delete pod pair --now
kubectl apply -f - <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: pair
spec:
  containers:
  - { name: web, image: 'nginx:1.29' }
  - { name: client, image: 'busybox:1.37', command: ['sh', '-c', 'echo localhost; sleep 3600'] }
YAML
