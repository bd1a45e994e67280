# caught by: asks-localhost
ip=$(kubectl get pod pair -o jsonpath='{.status.podIP}')
sed -i "s,http://web,http://$ip," pair.yaml
kubectl replace --force -f pair.yaml
