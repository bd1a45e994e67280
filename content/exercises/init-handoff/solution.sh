cat > page.yaml <<'EOF'
apiVersion: v1
kind: Pod
metadata:
  name: page
spec:
  volumes:
  - name: work
    emptyDir: {}
  initContainers:
  - name: writer
    image: busybox:1.37
    command: ['sh', '-c', 'echo "<h1>Hello from the init container</h1>" > /work/index.html']
    volumeMounts:
    - name: work
      mountPath: /work
  containers:
  - name: reader
    image: busybox:1.37
    command: ['sh', '-c', 'cat /work/index.html && sleep 3600']
    volumeMounts:
    - name: work
      mountPath: /work
EOF
kubectl apply -f page.yaml
kubectl wait --for=condition=Ready pod/page --timeout=60s
kubectl logs page
