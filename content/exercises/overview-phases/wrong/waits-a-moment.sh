# caught by: waits
kubectl run good --image=busybox:1.37 --restart=Never -- echo done
kubectl run bad --image=busybox:1.37 --restart=Never -- sh -c 'exit 4'
kubectl run waiting --image=nginx:1.29
