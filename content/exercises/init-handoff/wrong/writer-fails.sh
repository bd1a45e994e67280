# caught by: writer-done
kubectl apply -f - <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: page
spec:
  volumes: [{ name: work, emptyDir: {} }]
  initContainers:
  - name: writer
    image: busybox:1.37
    command: ['sh', '-c', 'cp /nowhere /work/index.html']
    volumeMounts: [{ name: work, mountPath: /work }]
  containers:
  - name: reader
    image: busybox:1.37
    command: ['sh', '-c', 'cat /work/index.html && sleep 3600']
    volumeMounts: [{ name: work, mountPath: /work }]
YAML
