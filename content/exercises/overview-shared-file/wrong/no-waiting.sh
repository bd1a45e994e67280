# caught by: still-reads
sed -i 's|^  containers:|  volumes: [{ name: m, emptyDir: {} }]\n&|; s|until cat /in/letter; do sleep 1; done|true|' mailbox.yaml
sed -i 's|^  - name: writer|&\n    volumeMounts: [{ name: m, mountPath: /out }]|' mailbox.yaml
sed -i 's|^  - name: reader|&\n    volumeMounts: [{ name: m, mountPath: /in }]|' mailbox.yaml
kubectl apply -f mailbox.yaml
