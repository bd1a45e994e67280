# caught by: still-checks
kubectl delete pod orders --now
sed 's,grep port /config/order.conf,true,' orders.yaml | kubectl apply -f -
