const pod = (name: string, script: string, labels = `app: ${name}`): string => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  labels:
    ${labels}
spec:
  terminationGracePeriodSeconds: 2
  containers:
  - name: main
    image: busybox
    command: ['sh', '-c', '${script}']
`;

const LOOP = 'trap exit TERM; while true; do sleep 1; done';

/** What the command lines read. */
export const FILES: Readonly<Record<string, string>> = {
  'init.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: init-demo
  labels:
    app: init-demo
spec:
  terminationGracePeriodSeconds: 2
  initContainers:
  - name: first
    image: busybox
    command: ['sh', '-c', 'sleep 2; echo helloworld01;']
  - name: second
    image: busybox
    command: ['sh', '-c', 'echo helloworld02']
  containers:
  - name: main
    image: busybox
    command: ['sh', '-c', 'echo started; ${LOOP}']
`,
  'web.yaml': pod('web', LOOP, 'app: web'),
  'web-changed.yaml': pod('web', LOOP, 'app: changed'),
  'web-forbidden.yaml': pod('web', 'echo other', 'app: changed'),
  'bad-yaml.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n  labels: [a\nspec: {}\n',
  'unknown-field.yaml': pod('typo', LOOP).replace('containers:', 'contaners:'),
  'wrong-type.yaml': pod('typed', LOOP).replace(
    'terminationGracePeriodSeconds: 2',
    'terminationGracePeriodSeconds: soon',
  ),
  'no-image.yaml': pod('imageless', LOOP).replace('    image: busybox\n', ''),
  'no-such-image.yaml': pod('pulling', LOOP).replace('image: busybox', 'image: nosuchimage.example/none:1'),
  'bad-name.yaml': pod('web', LOOP).replace('name: web', 'name: Web_1'),
  'no-kind.yaml': 'apiVersion: v1\nmetadata:\n  name: x\n',
  'unknown-kind.yaml': 'apiVersion: v1\nkind: Pot\nmetadata:\n  name: x\n',
  'claim.yaml': `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: data
  labels: {app: data, tier: back}
spec:
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: 1Gi
`,
  'claim-user.yaml': `${pod('claim-user', LOOP)}    volumeMounts:
    - {name: data, mountPath: /data}
    - {name: data, mountPath: /part, subPath: part, readOnly: true}
  volumes:
  - name: data
    persistentVolumeClaim: {claimName: data}
`,
  'storage.yaml': `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: local}
provisioner: kubernetes.io/no-provisioner
volumeBindingMode: WaitForFirstConsumer
allowVolumeExpansion: true
mountOptions: [ro, noatime]
parameters: {type: fast, iops: "10"}
allowedTopologies:
- matchLabelExpressions:
  - {key: topology.kubernetes.io/zone, values: [a, b]}
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: disk}
spec:
  capacity: {storage: 5Gi}
  accessModes: [ReadWriteOnce, ReadOnlyMany, ReadWriteMany, ReadWriteOncePod]
  storageClassName: local
  local: {path: /mnt/disk}
  nodeAffinity:
    required:
      nodeSelectorTerms:
      - matchExpressions:
        - {key: kubernetes.io/hostname, operator: In, values: [minikube-m02, minikube-m03]}
        - {key: disk, operator: Exists}
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: share}
spec:
  capacity: {storage: 5Gi}
  accessModes: [ReadWriteMany]
  nfs: {server: files.example.com, path: /exports}
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: driven}
spec:
  capacity: {storage: 5Gi}
  accessModes: [ReadWriteMany]
  volumeMode: Block
  csi:
    driver: csi.example.com
    volumeHandle: one
    volumeAttributes: {b: two, a: one}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: local}
spec:
  storageClassName: local
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 1Gi}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: unclassed}
spec:
  storageClassName: ""
  accessModes: [ReadOnlyMany]
  resources: {requests: {storage: 1Gi}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: named}
spec:
  storageClassName: ""
  volumeName: share
  accessModes: [ReadWriteMany]
  resources: {requests: {storage: 1Gi}}
---
${pod('ephemeral', LOOP)}    volumeMounts:
    - {name: scratch, mountPath: /scratch}
  volumes:
  - name: scratch
    ephemeral:
      volumeClaimTemplate:
        metadata: {labels: {kind: scratch}}
        spec:
          accessModes: [ReadWriteOnce]
          resources: {requests: {storage: 1Gi}}
  - name: inline
    csi: {driver: csi.example.com, volumeAttributes: {size: big}}
  - name: cloud
    gcePersistentDisk: {pdName: disk-1}
  - name: image
    image: {reference: "busybox:latest"}
`,
  'bad-claim.yaml': `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: bad}
spec:
  accessModes: [ReadWriteOften]
`,
  'bad-volume.yaml': `apiVersion: v1
kind: PersistentVolume
metadata: {name: bad}
spec:
  accessModes: []
  hostPath: {path: ../up}
  local: {path: /disk}
  persistentVolumeReclaimPolicy: Forget
`,
};
