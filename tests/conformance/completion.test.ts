import { compareKubectls } from './compare.ts';

/** What the completion of bash asks: the words after `kubectl`, the last one as far as it is typed. */
const asked = (lines: string): string[] =>
  lines
    .trim()
    .split('\n')
    .map((line) => `kubectl __completeNoDesc ${line.trim()}`);

compareKubectls('what Tab offers', [
  'kubectl create deployment web --image=nginx:1.27 --replicas=2',
  'kubectl expose deployment web --port=80',
  'kubectl apply -f init.yaml',
  'kubectl create ns shop',
  'kubectl run solo -n shop --image=nginx:1.27',
  15,
  // How a learner turns it on.
  'source <(kubectl completion bash) && alias k=kubectl && complete -o default -F __start_kubectl k && type -t __start_kubectl',
  // Commands, with what they do.
  "kubectl __complete ''",
  'kubectl __complete ge',
  "kubectl __complete rollout ''",
  "kubectl __complete create ''",
  "kubectl __complete create secret ''",
  'kubectl __complete',
  ...asked(`
    help ''
    help g
    help rollout ''
    help get ''
    --context=minikube ''
    completion b
    completion bash ''
    config ''
    zzz ''
    rollout nope ''
  `),
  // Kinds and names.
  ...asked(`
    get ''
    get po
    get pods ''
    get po web-
    get pods init-demo ''
    get pods/
    get pod/i
    get pods/init-demo ''
    get pods/init-demo po
    get pods/init-demo pods/
    get po,svc ''
    get po,s
    get all ''
    get deployments.apps ''
    get nope ''
    get po -- ''
    get -f x ''
    describe no ''
    delete deploy/
    edit pod ''
    label pods init-demo ''
    label pods init-demo a
    patch cm ''
    explain pods.sp
    expose deployment ''
    expose deployment/web ''
    scale ''
    scale deployment/web ''
    scale --replicas=3 deploy
    autoscale --max=3 deployment ''
    set image ''
    set image deployment/web ''
    rollout status ''
    rollout status deployment/
    rollout status deployment/web ''
    rollout restart deployment/web ''
    rollout pause ''
    taint ''
    taint nodes ''
    taint nodes minikube ''
    cordon ''
    cordon minikube ''
    drain minikube-
    uncordon ''
    top pod ''
    top node ''
    debug node/
    create token ''
    apply ''
    apply -f x ''
    wait pod ''
    run ''
    create deployment ''
  `),
  // Pods, their containers and ports, and files.
  ...asked(`
    logs ''
    logs d
    logs init-demo ''
    logs deploy/web ''
    logs svc/web ''
    logs pod/
    logs nope ''
    logs -f init-demo ''
    logs init-demo -c ''
    exec ''
    exec init-demo -c ''
    exec init-demo -c f
    exec deploy/web -c ''
    exec init-demo -- ''
    exec init-demo -it -- -
    attach d
    port-forward svc/web ''
    port-forward svc/web 8
    port-forward deploy/web ''
    cp ''
    cp in
    cp shop/
    cp ./
    cp x ''
  `),
  // Namespaces, and what the kubeconfig names.
  ...asked(`
    -n ''
    get pod -n ''
    get pod -n k
    get pod --namespace=s
    get pod -n shop ''
    -n shop logs ''
    get pods -wn ''
    get -n nope pod ''
    get pods --context ''
    get pods --cluster=
    get pods --user ''
    config use-context ''
    config use-context minikube ''
    config set-context --current --namespace ''
    config set-context --current --namespace=k
    config rename-context ''
    config delete-user ''
    config delete-cluster ''
  `),
  // Flags and their values.
  ...asked(`
    -
    get -
    get pods --so
    get pods -n
    get pods --no-headers --no
    get pods -l a=b -
    get pods -L a --label
    get pods --help ''
    get pod -o ''
    get pod --output=j
    get pod -oj
    get pods --subresource ''
    get -f ''
    get --filename=a
    get pods --nosuch ''
    get pods --nosuch=
    rollout --
    config view --kub
    config --
    run -
    run x --image=a --res
    run x --restart=
    apply --dry-run=
    delete --cascade ''
    wait pod x --for=
    create role r --verb=
    create clusterrolebinding x --clusterrole ''
    logs init-demo --
    exec -
    debug --
    drain --
    top pod --co
  `),
]);
