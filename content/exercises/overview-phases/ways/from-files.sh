kubectl apply -f - <<'YAML'
apiVersion: v1
kind: Pod
metadata: { name: good }
spec:
  restartPolicy: OnFailure
  containers: [{ name: c, image: 'busybox:1.37', command: ['true'] }]
---
apiVersion: v1
kind: Pod
metadata: { name: bad }
spec:
  restartPolicy: Never
  containers: [{ name: c, image: 'busybox:1.37', command: ['sh', '-c', 'sleep 2; exit 4'] }]
---
apiVersion: v1
kind: Pod
metadata: { name: waiting }
spec:
  nodeSelector: { disk: none-has-this }
  containers: [{ name: c, image: 'nginx:1.29' }]
YAML
