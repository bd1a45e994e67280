# caught by: letter-read
sed -i 's|^  containers:|  volumes: [{ name: m, emptyDir: {} }]\n&|' mailbox.yaml
sed -i 's|^  - name: writer|&\n    volumeMounts: [{ name: m, mountPath: /out }]|' mailbox.yaml
sed -i 's|^  - name: reader|&\n    volumeMounts: [{ name: m, mountPath: /inbox }]|' mailbox.yaml
kubectl apply -f mailbox.yaml
