import { transcript } from './transcript.ts';

const conflict = (fields: string): string => `error: Apply failed with ${fields}
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

const configMap = (data: string, more = ''): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: conf}\n${more}data: ${data}\n`;

const deployment = (replicas: number, image = 'nginx:1.27'): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: nginx
        image: ${image}
`;

const FILES = {
  'cm.yaml': configMap('{a: "1", b: "2"}'),
  'cm-a.yaml': configMap('{a: "1"}'),
  'cm-9.yaml': configMap('{a: "9", b: "2"}'),
  'cm-unknown.yaml': configMap('{a: "1"}', 'extra: 1\n'),
  'cm-type.yaml': configMap('{a: 1}'),
  'web.yaml': deployment(1),
  'web3.yaml': deployment(3),
  'web28.yaml': deployment(3, 'nginx:1.28'),
};

const two = ['p1', 'p2'].map(
  (name) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, labels: {app: prune}}\n`,
);
const OBJECTS = {
  'two.yaml': two.join('---\n'),
  'one.yaml': two[0] ?? '',
  'generated.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: g-}\n',
  'finalizer.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: fin, finalizers: [example.com/hold]}\n',
  'typos.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: {name: pb}\nspec:\n  contaners: []\n  containers:\n  - {name: a, image: nginx, imag: x}\n',
  'service.yaml':
    'apiVersion: v1\nkind: Service\nmetadata: {name: svc}\nspec:\n  selector: {app: web}\n  ports: [{port: 80, targetPort: 8080}]\n',
};

const MANAGERS = '{range.metadata.managedFields[*]}{.manager}/{.operation}/{.subresource};{end}';

const LOCK =
  'Error from server (Conflict): Operation cannot be fulfilled on deployments.apps "web": the object has been modified; please apply your changes to the latest version and try again';
const REJECTED = 'The request is invalid: the server rejected our request due to an error in our request';

transcript('server-side apply', FILES, [
  ['apply --server-side -f DIR/cm.yaml', 'configmap/conf serverside-applied'],
  ['apply --server-side -f DIR/cm.yaml', 'configmap/conf serverside-applied'],
  [
    "get cm conf -o jsonpath='{.metadata.managedFields[*].fieldsV1}' --show-managed-fields",
    '{"f:data":{"f:a":{},"f:b":{}}}',
  ],
  [
    'apply --server-side --field-manager=ci -f DIR/cm-9.yaml',
    conflict('1 conflict: conflict with "kubectl": .data.a'),
  ],
  [
    'apply --server-side --field-manager=ci --force-conflicts -f DIR/cm-9.yaml',
    'configmap/conf serverside-applied',
  ],
  ["get cm conf -o jsonpath='{.data}'", '{"a":"9","b":"2"}'],
  ['apply --server-side -f DIR/cm.yaml', conflict('1 conflict: conflict with "ci": .data.a')],
  ['apply --server-side --force-conflicts -f DIR/cm-a.yaml', 'configmap/conf serverside-applied'],
  ["get cm conf -o jsonpath='{.data}'", '{"a":"1","b":"2"}'],
  [
    'apply --server-side -f DIR/cm-unknown.yaml',
    'Error from server: failed to create typed patch object (default/conf; /v1, Kind=ConfigMap): .extra: field not declared in schema',
  ],
  [
    'apply --server-side -f DIR/cm-type.yaml',
    'Error from server: failed to create typed patch object (default/conf; /v1, Kind=ConfigMap): .data.a: expected string, got &value.valueUnstructured{Value:1}',
  ],
  [
    "apply --server-side --dry-run=server --force-conflicts -f DIR/cm-9.yaml -o jsonpath='{.data}'",
    '{"a":"9","b":"2"}',
  ],
  [
    'apply --server-side --dry-run=client -f DIR/cm.yaml',
    "error: --dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)",
  ],
  ["get cm conf -o jsonpath='{.data}'", '{"a":"1","b":"2"}'],
  // From client-side to server-side.
  ['delete cm conf', 'configmap "conf" deleted from default namespace'],
  ['apply -f DIR/cm.yaml', 'configmap/conf created'],
  [
    "get cm conf --show-managed-fields -o jsonpath='{range.metadata.managedFields[*]}{.manager}/{.operation} {end}'",
    'kubectl-client-side-apply/Update',
  ],
  ['apply --server-side -f DIR/cm-9.yaml', 'configmap/conf serverside-applied'],
  [
    "get cm conf --show-managed-fields -o jsonpath='{range.metadata.managedFields[*]}{.manager}/{.operation} {end}'",
    'kubectl-last-applied/Apply kubectl/Apply',
  ],
  [
    'apply view-last-applied cm conf',
    'apiVersion: v1\ndata:\n  a: "9"\n  b: "2"\nkind: ConfigMap\nmetadata:\n  name: conf\n  namespace: default',
  ],
  // Several owners.
  ['apply --server-side -f DIR/web.yaml', 'deployment.apps/web serverside-applied'],
  ['scale deploy web --replicas=2', 'deployment.apps/web scaled'],
  [
    'apply --server-side -f DIR/web3.yaml',
    conflict('1 conflict: conflict with "kubectl" with subresource "scale" using apps/v1: .spec.replicas'),
  ],
  ['set image deploy/web nginx=nginx:1.29', 'deployment.apps/web image updated'],
  [
    'apply --server-side -f DIR/web28.yaml',
    conflict(
      `2 conflicts: conflicts with "kubectl" with subresource "scale" using apps/v1:
- .spec.replicas
conflicts with "kubectl-set" using apps/v1:
- .spec.template.spec.containers[name="nginx"].image`,
    ),
  ],
  ['apply --server-side --force-conflicts -f DIR/web28.yaml', 'deployment.apps/web serverside-applied'],
  ["get deploy web -o jsonpath='{.spec.replicas} {.spec.template.spec.containers[0].image}'", '3 nginx:1.28'],
  [
    'diff --server-side -f DIR/web3.yaml',
    /-        image: nginx:1\.28|-      - image: nginx:1\.28[^]*\+      - image: nginx:1\.27/,
  ],
]);

transcript('writing', FILES, [
  ['apply -f DIR/web.yaml', 'deployment.apps/web created'],
  ['diff -f DIR/web.yaml', ''],
  ['diff -f DIR/web3.yaml', /^-  generation: 1\n\+  generation: 2$[^]*^-  replicas: 1\n\+  replicas: 3$/m],
  ['replace -f DIR/web3.yaml', 'deployment.apps/web replaced'],
  ["get deploy web -o jsonpath='{.spec.replicas}/{.metadata.generation}'", '3/2'],
  ['patch deploy web -p \'{"spec":{"replicas":2}}\'', 'deployment.apps/web patched'],
  ['patch deploy web -p \'{"spec":{"replicas":2}}\'', 'deployment.apps/web patched (no change)'],
  ['patch deploy web --type=merge -p \'{"spec":{"replicas":1}}\'', 'deployment.apps/web patched'],
  [
    'patch deploy web --type=json -p \'[{"op":"replace","path":"/spec/replicas","value":4}]\'',
    'deployment.apps/web patched',
  ],
  ['patch deploy web --type=json -p \'[{"op":"test","path":"/spec/replicas","value":9}]\'', REJECTED],
  ['patch deploy web --type=json -p \'[{"op":"remove","path":"/spec/nope"}]\'', REJECTED],
  [
    'patch deploy web --type=json -p \'[{"op":"copy","from":"/metadata/labels/app","path":"/metadata/labels/copy"},{"op":"move","from":"/metadata/labels/copy","path":"/metadata/labels/moved"}]\'',
    'deployment.apps/web patched',
  ],
  ["get deploy web -o jsonpath='{.metadata.labels}'", '{"app":"web","moved":"web"}'],
  [
    'patch deploy web --type=json -p \'{"op":"remove"}\'',
    'Error from server (BadRequest): json: cannot unmarshal object into Go value of type jsonpatch.Patch',
  ],
  [
    'patch deploy web -p \'{"spec":{"replicas":"x"}}\'',
    'The request is invalid: patch: Invalid value: "map[spec:map[replicas:x]]": unrecognized type: int32',
  ],
  [
    'patch deploy web --type=merge -p \'{"spec":{"replicas":-1}}\'',
    'The Deployment "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
  ],
  [
    'patch deploy web -p \'{"spec":{"nope":1}}\'',
    'deployment.apps/web patched (no change)\nWarning: unknown field "spec.nope"',
  ],
  [
    'patch deploy web --subresource=scale --type=merge -p \'{"spec":{"replicas":2}}\'',
    'scale.autoscaling/web patched',
  ],
  ['get deploy web --subresource=scale', /^NAME +DESIRED +AVAILABLE +AGE\nweb +2 +\d +\S+$/],
  ['scale deploy web --replicas=5 --current-replicas=4', 'error: Expected replicas to be 4, was 2'],
  ['label deploy web tier=front', 'deployment.apps/web labeled'],
  ['label deploy web tier=back', "error: 'tier' already has a value (front), and --overwrite is false"],
  ['label deploy web tier=back --overwrite', 'deployment.apps/web labeled'],
  ['label deploy web tier=x --resource-version=1 --overwrite', LOCK],
  ['annotate deploy web note=hi', 'deployment.apps/web annotated'],
  ['annotate deploy web note-', 'deployment.apps/web annotated'],
  ['create deploy d2 --image=nginx --dry-run=server', 'deployment.apps/d2 created (server dry run)'],
  ['get deploy d2', 'Error from server (NotFound): deployments.apps "d2" not found'],
  ['create secret generic s --from-literal=user=admin', 'secret/s created'],
  [
    'create secret generic s --from-literal=user=admin',
    'error: failed to create secret secrets "s" already exists',
  ],
  ["get secret s -o jsonpath='{.type} {.data.user}'", 'Opaque YWRtaW4='],
  ['create secret docker-registry d --docker-username=u --docker-password=p', 'secret/d created'],
  ["get secret d -o jsonpath='{.type}'", 'kubernetes.io/dockerconfigjson'],
  ['create ns shop', 'namespace/shop created'],
  ['create ns shop', 'Error from server (AlreadyExists): namespaces "shop" already exists'],
  ['create cm c2 --from-literal=a=b -n shop', 'configmap/c2 created'],
  ['create cm c2 -n nowhere', 'error: failed to create configmap: namespaces "nowhere" not found'],
  ['create sa bot', 'serviceaccount/bot created'],
  ['create token bot', /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/],
  [
    'create token bot --duration=1m',
    'error: failed to create token: TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes',
  ],
  ['create token nope', 'error: failed to create token: serviceaccounts "nope" not found'],
  [
    "create token bot --duration=10m --audience=x -o jsonpath='{.spec}'",
    '{"audiences":["x"],"boundObjectRef":null,"expirationSeconds":600}',
  ],
  ['delete deploy web --cascade=orphan', 'deployment.apps "web" deleted from default namespace'],
  ['get rs -l app=web -o name', /^replicaset\.apps\/web-[a-z0-9]+$/],
  [
    'delete rs -l app=web --cascade=foreground',
    /^replicaset\.apps "web-[a-z0-9]+" deleted from default namespace$/,
  ],
  ['get pods -l app=web', /No resources found in default namespace\.|Terminating/],
  ['apply -f DIR/cm.yaml', 'configmap/conf created'],
  ['delete cm conf --dry-run=server', 'configmap "conf" deleted from default namespace (server dry run)'],
  ['delete cm conf --grace-period=5', 'configmap "conf" deleted from default namespace'],
  ['delete cm conf', 'Error from server (NotFound): configmaps "conf" not found'],
  ['delete cm conf --ignore-not-found', ''],
  [
    'delete ns default --dry-run=server',
    'Error from server (Forbidden): namespaces "default" is forbidden: this namespace may not be deleted',
  ],
  [
    'delete secret --all',
    /^secret "d" deleted from default namespace\nsecret "s" deleted from default namespace$/,
  ],
  ['delete ns shop', 'namespace "shop" deleted'],
  ['get cm -n shop', 'No resources found in shop namespace.'],
]);

transcript('reading', FILES, [
  ['apply -f DIR/web.yaml', 'deployment.apps/web created'],
  60,
  ['wait --for=condition=Available deploy/web --timeout=5s', 'deployment.apps/web condition met'],
  ["wait --for=jsonpath='{.status.phase}'=Active ns/default --timeout=2s", 'namespace/default condition met'],
  ['wait --for=create sa/default --timeout=2s', 'serviceaccount/default condition met'],
  ['wait --for=delete cm/none --timeout=1s', ''],
  ['wait --for=create sa/nope --timeout=1s', 'error: timed out waiting for the condition'],
  [
    'wait --for=condition=Nope sa/default --timeout=1s',
    'error: timed out waiting for the condition on serviceaccounts/default',
  ],
  ['rollout status deploy/web', 'deployment "web" successfully rolled out'],
  ['get pods -l app=web,tier!=x -o name', /^pod\/web-\S+$/],
  ["get pods -l 'app in (web,api)' -o name", /^pod\/web-\S+$/],
  ["get pods -l 'app notin (web)' -o name", ''],
  ["get pods -l '!app' -o name", ''],
  [
    'get pods -l =bad',
    'Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label selector "=bad", field selector "": found \'=\', expected: !, identifier, or \'end of string\'',
  ],
  [
    'get pods --field-selector spec.foo=x',
    'Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label selector "", field selector "spec.foo=x": field label not supported: spec.foo',
  ],
  [
    'get deploy --field-selector spec.replicas=1',
    'Error from server (BadRequest): Unable to find "apps/v1, Resource=deployments" that match label selector "", field selector "spec.replicas=1": "spec.replicas" is not a known field selector: only "metadata.name", "metadata.namespace"',
  ],
  ['get pods --field-selector status.phase=Failed', 'No resources found in default namespace.'],
  [
    'get pods -A --chunk-size=2 --no-headers -o custom-columns=N:.metadata.namespace',
    /^default\n(kube-system\n?){12,}$/,
  ],
  [
    "get --raw '/api/v1/namespaces/default/configmaps?limit=1&continue=x'",
    'Error from server (BadRequest): continue key is not valid: illegal base64 data',
  ],
  [
    "get --raw '/api/v1/namespaces/default/configmaps?resourceVersion=9999999'",
    /^Error from server \(Timeout\): Too large resource version: 9999999, current: \d+$/,
  ],
  [
    "get --raw '/api/v1/pods?resourceVersionMatch=Exact'",
    'The ListOptions "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
  ],
  ["get --raw '/api/v1/namespaces/default/pods?watch=1&timeoutSeconds=1'", /^\{"type":"ADDED","object":\{/],
  ["get --raw '/api/v1/namespaces/default/pods/nope'", 'Error from server (NotFound): pods "nope" not found'],
  ['get --raw /nope', 'Error from server (NotFound): the server could not find the requested resource'],
  ['get --raw /healthz', 'ok'],
  ['get --raw /livez/ping', 'ok'],
  ["get --raw '/readyz?verbose'", /^\[\+\]ping ok\n[^]*readyz check passed$/],
  ['get --raw /version', /"gitVersion":"v1\.35\.2"/],
  ['get --raw /apis/apps', /^\{"kind":"APIGroup","apiVersion":"v1","name":"apps",/],
  ['version', /^Client Version: v1\.35\.\d\nKustomize Version: v\S+\nServer Version: v1\.35\.2$/],
  ['cluster-info', /^\S*Kubernetes control plane\S* is running at/],
  [
    'api-resources -o wide --api-group=apps',
    `NAME                  SHORTNAMES   APIVERSION   NAMESPACED   KIND                 VERBS                                                        CATEGORIES
controllerrevisions                apps/v1      true         ControllerRevision   create,delete,deletecollection,get,list,patch,update,watch   
daemonsets            ds           apps/v1      true         DaemonSet            create,delete,deletecollection,get,list,patch,update,watch   all
deployments           deploy       apps/v1      true         Deployment           create,delete,deletecollection,get,list,patch,update,watch   all
replicasets           rs           apps/v1      true         ReplicaSet           create,delete,deletecollection,get,list,patch,update,watch   all
statefulsets          sts          apps/v1      true         StatefulSet          create,delete,deletecollection,get,list,patch,update,watch   all`,
  ],
  [
    'api-resources --categories=all --namespaced -o name',
    /^pods\nreplicationcontrollers\nservices\ndaemonsets\.apps\n/,
  ],
  ['api-versions', /^admissionregistration\.k8s\.io\/v1\n[^]*\nstorage\.k8s\.io\/v1\nv1$/],
  [
    'explain pod.spec.containers.livenessProbe --recursive',
    /^FIELDS:\n {2}exec\t<ExecAction>\n {4}command\t<\[\]string>\n {2}failureThreshold\t<integer>\n {2}grpc\t<GRPCAction>\n {4}port\t<integer> -required-\n[^]* {2}timeoutSeconds\t<integer>$/m,
  ],
  [
    'explain deploy.spec.strategy.rollingUpdate',
    /^GROUP: {6}apps\nKIND: {7}Deployment\nVERSION: {4}v1\n\nFIELD: rollingUpdate <RollingUpdateDeployment>\n/,
  ],
  ['explain cm.data', /^KIND: {7}ConfigMap\nVERSION: {4}v1\n\nFIELD: data <map\[string\]string>\n/],
  [
    'explain hpa --api-version=autoscaling/v1',
    /^GROUP: {6}autoscaling\nKIND: {7}HorizontalPodAutoscaler\nVERSION: {4}v1\n/,
  ],
  ['explain nope', 'the server doesn\'t have a resource type "nope"'],
  ['explain pod.spec.nope', 'KIND:       Pod\nVERSION:    v1\n\nerror: field "nope" does not exist'],
  ['explain pods --api-version=v2', 'error: couldn\'t find resource for "/v2, Resource=pods"'],
  [
    'auth whoami',
    'ATTRIBUTE   VALUE\nUsername    minikube-user\nGroups      [system:masters system:authenticated]',
  ],
  ['auth can-i create pods', 'yes'],
  ['auth can-i get pods --subresource=log', 'yes'],
  [
    'auth can-i --list',
    /^Resources +Non-Resource URLs +Resource Names +Verbs\n\*\.\* +\[\] +\[\] +\[\*\]\n +\[\*\] +\[\] +\[\*\]\nselfsubjectreviews\.authentication\.k8s\.io +\[\] +\[\] +\[create\]\n/,
  ],
  [
    'get endpoints kubernetes -o name',
    'endpoints/kubernetes\nWarning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  ],
  [
    'events --for deploy/web --no-headers',
    /Normal +ScalingReplicaSet +Deployment\/web +Scaled up replica set web-\S+ from 0 to 1$/,
  ],
  [
    'get deploy web -o jsonpath={.metadata.managedFields}',
    /^\[\{"apiVersion":"apps\/v1","fieldsType":"FieldsV1"/,
  ],
  ['get deploy web -o yaml', /^metadata:\n(?!.*managedFields)/m],
  ['get pods web -o name', 'Error from server (NotFound): pods "web" not found'],
  ['get nope', 'error: the server doesn\'t have a resource type "nope"'],
]);

transcript('objects', OBJECTS, [
  [
    'create -f DIR/typos.yaml',
    'Error from server (BadRequest): error when creating "DIR/typos.yaml": Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.containers[0].imag", unknown field "spec.contaners"',
  ],
  [
    'create -f DIR/typos.yaml --validate=warn --dry-run=server',
    'pod/pb created (server dry run)\nWarning: unknown field "spec.containers[0].imag"\nWarning: unknown field "spec.contaners"',
  ],
  ['create -f DIR/typos.yaml --validate=ignore --dry-run=server', 'pod/pb created (server dry run)'],
  ['apply -f DIR/two.yaml', 'configmap/p1 created\nconfigmap/p2 created'],
  ['apply -f DIR/one.yaml --prune -l app=prune', /^configmap\/p1 unchanged\nconfigmap\/p2 pruned\n/],
  ['get cm -l app=prune -o name', 'configmap/p1'],
  ['delete cm -l app=prune', 'configmap "p1" deleted from default namespace'],
  ['delete cm -l app=prune', 'No resources found'],
  ['create -f DIR/generated.yaml -o name', /^configmap\/g-[a-z0-9]{5}$/],
  ['create -f DIR/finalizer.yaml', 'configmap/fin created'],
  ['delete cm fin --wait=false', 'configmap "fin" deleted from default namespace'],
  [
    "get cm fin -o jsonpath='{.metadata.deletionTimestamp} {.metadata.deletionGracePeriodSeconds} {.metadata.finalizers}'",
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ 0 \["example\.com\/hold"\]$/,
  ],
  [
    'patch cm fin --type=json -p \'[{"op":"remove","path":"/metadata/finalizers"}]\'',
    'configmap/fin patched',
  ],
  ['get cm fin', 'Error from server (NotFound): configmaps "fin" not found'],
  ['apply --server-side -f DIR/service.yaml', 'service/svc serverside-applied'],
  [
    "get svc svc --show-managed-fields -o jsonpath='{.metadata.managedFields[*].fieldsV1}'",
    '{"f:spec":{"f:ports":{"k:{\\"port\\":80,\\"protocol\\":\\"TCP\\"}":{".":{},"f:port":{},"f:targetPort":{}}},"f:selector":{}}}',
  ],
  [
    `get node minikube-m02 --show-managed-fields -o jsonpath='${MANAGERS}'`,
    /kubelet\/Update\/;(.*;)?kubelet\/Update\/status;/,
  ],
  [
    "get ns default --show-managed-fields -o jsonpath='{.metadata.managedFields[*].fieldsV1}'",
    '{"f:metadata":{"f:labels":{".":{},"f:kubernetes.io/metadata.name":{}}}}',
  ],
  ["get sa default -o jsonpath='{.metadata.managedFields}' --show-managed-fields", ''],
  ['create deployment x --image=nginx', 'deployment.apps/x created'],
  ['autoscale deployment x --max=3', 'horizontalpodautoscaler.autoscaling/x autoscaled'],
  [
    "get hpa.v1.autoscaling x -o jsonpath='{.spec}'",
    '{"maxReplicas":3,"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"x"}}',
  ],
  ['rollout restart deploy/x', 'deployment.apps/x restarted'],
  ['taint node minikube-m02 a=b:NoSchedule', 'node/minikube-m02 tainted'],
  ['taint node minikube-m02 a-', 'node/minikube-m02 untainted'],
  [
    'get cs',
    `NAME                 STATUS    MESSAGE   ERROR
scheduler            Healthy   ok        
controller-manager   Healthy   ok        
etcd-0               Healthy   ok        
Warning: v1 ComponentStatus is deprecated in v1.19+`,
  ],
  [
    'explain pod.spec.containers.livenessProbe.httpGet --recursive --output plaintext-openapiv2',
    /^KIND: {5}Pod\nVERSION: {2}v1\n\nRESOURCE: httpGet <Object>\n[^]*\nFIELDS:\n {3}host\t<string>\n {3}httpHeaders\t<\[\]Object>\n/,
  ],
  [
    'explain cm.data --output plaintext-openapiv2',
    /^KIND: {5}ConfigMap\nVERSION: {2}v1\n\nFIELD: {4}data <map\[string\]string>\n/,
  ],
  [
    'certificate approve nope',
    'Error from server (NotFound): certificatesigningrequests.certificates.k8s.io "nope" not found',
  ],
  ['delete --raw /api/v1/namespaces/default/services/svc', /"kind":"Service"/],
]);
