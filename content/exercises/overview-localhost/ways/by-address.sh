kubectl delete pod pair --now
sed 's,http://web,http://127.0.0.1:80,' pair.yaml | kubectl apply -f -
