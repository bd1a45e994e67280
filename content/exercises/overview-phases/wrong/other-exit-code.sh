# caught by: ended-badly
kubectl run good --image=busybox:1.37 --restart=Never -- echo done
kubectl run bad --image=busybox:1.37 --restart=Never -- sh -c 'exit 1'
kubectl run waiting --image=ngnix:1.29
