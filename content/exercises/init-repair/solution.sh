kubectl get pod orders
kubectl logs orders -c check-config
sed -i "s,/config/order.conf,/config/orders.conf,g" orders.yaml
kubectl delete pod orders
kubectl apply -f orders.yaml
kubectl wait --for=condition=Ready pod/orders --timeout=60s
