# caught by: init-passes
kubectl delete pod orders --now
kubectl apply -f - <<'EOF'
apiVersion: v1
kind: Pod
metadata:
  name: orders
spec:
  containers:
  - { name: orders, image: 'busybox:1.37', command: ['sh', '-c', 'sleep 3600'] }
EOF
