kubectl get pod pair
kubectl logs pair -c client --previous
sed -i 's,http://web,http://localhost,' pair.yaml
kubectl replace --force -f pair.yaml
kubectl wait --for=condition=Ready pod/pair --timeout=60s
