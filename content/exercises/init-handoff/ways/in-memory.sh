kubectl create -f - <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: page
spec:
  volumes: [{ name: scratch, emptyDir: { medium: Memory } }]
  initContainers:
  - { name: writer, image: alpine, command: ['touch', '/out/index.html'], volumeMounts: [{ name: scratch, mountPath: /out }] }
  containers:
  - { name: reader, image: 'nginx:1.29', volumeMounts: [{ name: scratch, mountPath: /usr/share/nginx/html }] }
YAML
