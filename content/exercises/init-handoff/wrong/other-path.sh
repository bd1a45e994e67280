# caught by: reader-saw-it
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
    command: ['sh', '-c', 'echo hi > /work/index.html']
    volumeMounts: [{ name: work, mountPath: /work }]
  containers:
  - name: reader
    image: busybox:1.37
    command: ['sh', '-c', 'cat /work/index.html && sleep 3600']
    volumeMounts: [{ name: work, mountPath: /other }]
YAML
