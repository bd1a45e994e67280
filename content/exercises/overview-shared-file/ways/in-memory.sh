sed -i 's|^  containers:|  volumes: [{ name: m, emptyDir: { medium: Memory } }]\n&|' mailbox.yaml
sed -i 's|^  - name: writer|&\n    volumeMounts: [{ name: m, mountPath: /out }]|' mailbox.yaml
sed -i 's|^  - name: reader|&\n    volumeMounts: [{ name: m, mountPath: /in }]|' mailbox.yaml
kubectl create -f mailbox.yaml
