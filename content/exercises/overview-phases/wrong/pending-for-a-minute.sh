# caught by: still-waits
kubectl run good --image=busybox:1.37 --restart=Never -- echo done
kubectl run bad --image=busybox:1.37 --restart=Never -- sh -c 'exit 4'
kubectl apply -f - <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: waiting
spec:
  initContainers:
  - { name: slow, image: 'busybox:1.37', command: ['sleep', '120'] }
  containers:
  - { name: app, image: 'nginx:1.29' }
YAML
