# caught by: writer-stays
sed -i 's|^  containers:|  volumes: [{ name: m, emptyDir: {} }]\n&|; s|; sleep 3600||' mailbox.yaml
sed -i 's|^  - name: writer|&\n    volumeMounts: [{ name: m, mountPath: /out }]|' mailbox.yaml
sed -i 's|^  - name: reader|&\n    volumeMounts: [{ name: m, mountPath: /in }]|' mailbox.yaml
kubectl apply -f mailbox.yaml
