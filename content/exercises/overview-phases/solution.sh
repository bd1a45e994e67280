kubectl run good --image=busybox:1.37 --restart=Never -- echo done
kubectl run bad --image=busybox:1.37 --restart=Never -- sh -c 'exit 4'
kubectl run waiting --image=ngnix:1.29
sleep 20
kubectl get pods -o custom-columns=NAME:.metadata.name,PHASE:.status.phase
