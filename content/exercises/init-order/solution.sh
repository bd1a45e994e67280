cat > greeter.yaml <<'EOF'
apiVersion: v1
kind: Pod
metadata:
  name: greeter
spec:
  initContainers:
  - name: first
    image: busybox:1.37
    command: ['sh', '-c', 'sleep 2; echo first is done']
  - name: second
    image: busybox:1.37
    command: ['sh', '-c', 'sleep 2; echo second is done']
  containers:
  - name: app
    image: busybox:1.37
    command: ['sh', '-c', 'echo The app is running; sleep 3600']
EOF
kubectl apply -f greeter.yaml
kubectl wait --for=condition=Ready pod/greeter --timeout=60s
