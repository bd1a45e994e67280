# caught by: ended-well
kubectl run good --image=busybox:1.37 -- echo done
kubectl run bad --image=busybox:1.37 --restart=Never -- sh -c 'exit 4'
kubectl run waiting --image=ngnix:1.29
