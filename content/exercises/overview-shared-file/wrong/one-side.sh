# caught by: shared-volume
sed -i 's|^  containers:|  volumes: [{ name: m, emptyDir: {} }]\n&|' mailbox.yaml
sed -i 's|^  - name: writer|&\n    volumeMounts: [{ name: m, mountPath: /out }]|' mailbox.yaml
kubectl apply -f mailbox.yaml
