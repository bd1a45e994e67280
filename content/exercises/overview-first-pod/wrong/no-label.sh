# caught by: labelled
kubectl run web --image=nginx:1.29
