# caught by: shared-volume
kubectl apply -f - <<'EOF'
apiVersion: v1
kind: Pod
metadata:
  name: page
spec:
  initContainers:
  - { name: writer, image: 'busybox:1.37', command: ['sh', '-c', 'mkdir -p /work; echo hi > /work/index.html'] }
  containers:
  - { name: reader, image: 'busybox:1.37', command: ['sh', '-c', 'sleep 3600'] }
EOF
