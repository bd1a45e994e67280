# caught by: shared-volume
kubectl apply -f mailbox.yaml
sleep 20
