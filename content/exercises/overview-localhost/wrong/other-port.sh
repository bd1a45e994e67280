# caught by: stays-up
sed -i 's,http://web,http://localhost:8080,' pair.yaml
kubectl replace --force -f pair.yaml
