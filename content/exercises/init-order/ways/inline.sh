kubectl apply -f - <<'EOF'
apiVersion: v1
kind: Pod
metadata:
  name: greeter
  labels: { app: greeter }
spec:
  initContainers:
  - { name: first, image: alpine, command: ['true'] }
  - { name: second, image: alpine, args: ['echo', 'ready'] }
  containers:
  - { name: web, image: nginx }
EOF
