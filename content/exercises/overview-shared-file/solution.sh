cat > mailbox.yaml <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: mailbox
spec:
  restartPolicy: OnFailure
  volumes:
  - name: post
    emptyDir: {}
  containers:
  - name: writer
    image: busybox:1.37
    command: ['sh', '-c', 'mkdir -p /out; echo "Dear reader" > /out/letter; sleep 3600']
    volumeMounts:
    - name: post
      mountPath: /out
  - name: reader
    image: busybox:1.37
    command: ['sh', '-c', 'until cat /in/letter; do sleep 1; done']
    volumeMounts:
    - name: post
      mountPath: /in
YAML
kubectl apply -f mailbox.yaml
sleep 15
kubectl logs mailbox -c reader
