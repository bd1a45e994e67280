sed "s,/config/order.conf,/config/orders.conf," orders.yaml > fixed.yaml
kubectl replace --force -f fixed.yaml
