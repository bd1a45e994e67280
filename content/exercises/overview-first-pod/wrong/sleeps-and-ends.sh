# caught by: stays-up
kubectl run web --image=nginx:1.29 --labels=app=web -- sleep 60
