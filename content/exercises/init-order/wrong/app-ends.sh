# caught by: app-stays-up
kubectl apply -f - <<'EOF'
apiVersion: v1
kind: Pod
metadata:
  name: greeter
spec:
  restartPolicy: Never
  initContainers:
  - { name: first, image: 'busybox:1.37', command: ['true'] }
  - { name: second, image: 'busybox:1.37', command: ['true'] }
  containers:
  - { name: app, image: 'busybox:1.37', command: ['sh', '-c', 'sleep 3; exit 1'] }
EOF
