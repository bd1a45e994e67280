# caught by: stays-ready
kubectl delete pod orders --now
sed 's,/config/order.conf,/config/orders.conf,; s,echo listening; sleep 3600,sleep 20,' orders.yaml | kubectl apply -f -
