# caught by: both-done
kubectl apply -f - <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: greeter
spec:
  initContainers:
  - { name: first, image: 'busybox:1.37', command: ['true'] }
  - { name: second, image: 'busybox:1.37', command: ['false'] }
  containers:
  - { name: app, image: 'busybox:1.37', command: ['sleep', '3600'] }
YAML
