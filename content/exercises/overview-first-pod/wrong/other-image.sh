# caught by: nginx-ready
kubectl run web --image=busybox:1.37 --labels=app=web -- sleep 3600
