cat > web.yaml <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: web
  labels:
    app: web
spec:
  containers:
  - name: web
    image: nginx:1.29
YAML
kubectl apply -f web.yaml
kubectl wait --for=condition=Ready pod/web --timeout=60s
