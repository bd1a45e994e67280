/**
 * Names, usage lines and flags (with their defaults) of kubectl v1.35's commands, as its `--help` shows them. Of each: `> path (aliases)`,
 * the synopsis, the usage line, then the flags as `-x,--name=default`; a default in quotes is a string's, `[]` a list's.
 */
export const OTHERS_FACTS = `
> certificate
Modify certificate resources
kubectl certificate SUBCOMMAND [options]
> certificate approve
Approve a certificate signing request
kubectl certificate approve (-f FILENAME | NAME) [options]
  --allow-missing-template-keys=true -f,--filename=[] --force=false -k,--kustomize='' -o,--output=''
  -R,--recursive=false --show-managed-fields=false --template=''
> certificate deny
Deny a certificate signing request
kubectl certificate deny (-f FILENAME | NAME) [options]
  --allow-missing-template-keys=true -f,--filename=[] --force=false -k,--kustomize='' -o,--output=''
  -R,--recursive=false --show-managed-fields=false --template=''
> cluster-info
Display cluster information
kubectl cluster-info [flags] [options]
> cluster-info dump
Dump relevant information for debugging and diagnosis
kubectl cluster-info dump [flags] [options]
  -A,--all-namespaces=false --allow-missing-template-keys=true --namespaces=[] -o,--output='json'
  --output-directory='' --pod-running-timeout=20s --show-managed-fields=false --template=''
> top
Display resource (CPU/memory) usage
kubectl top [flags] [options]
> top node (nodes no)
Display resource (CPU/memory) usage of nodes
kubectl top node [NAME | -l label] [options]
  --no-headers=false -l,--selector='' --show-capacity=false --show-swap=false --sort-by=''
  --use-protocol-buffers=true
> top pod (pods po)
Display resource (CPU/memory) usage of pods
kubectl top pod [NAME | -l label] [options]
  -A,--all-namespaces=false --containers=false --field-selector='' --no-headers=false -l,--selector=''
  --show-swap=false --sort-by='' --sum=false --use-protocol-buffers=true
> cordon
Mark node as unschedulable
kubectl cordon NODE [options]
  --dry-run='none' -l,--selector=''
> uncordon
Mark node as schedulable
kubectl uncordon NODE [options]
  --dry-run='none' -l,--selector=''
> drain
Drain node in preparation for maintenance
kubectl drain NODE [options]
  --chunk-size=500 --delete-emptydir-data=false --disable-eviction=false --dry-run='none' --force=false
  --grace-period=-1 --ignore-daemonsets=false --pod-selector='' -l,--selector='' --skip-wait-for-delete-timeout=0
  --timeout=0s
> taint
Update the taints on one or more nodes
kubectl taint NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N [options]
  --all=false --allow-missing-template-keys=true --dry-run='none' --field-manager='kubectl-taint' -o,--output=''
  --overwrite=false -l,--selector='' --show-managed-fields=false --template='' --validate='strict'
> port-forward
Forward one or more local ports to a pod
kubectl port-forward TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]
  --address=[localhost] --pod-running-timeout=1m0s
> proxy
Run a proxy to the Kubernetes API server
kubectl proxy [--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix] [options]
  --accept-hosts='^localhost$,^127\.0\.0\.1$,^\[::1\]$' --accept-paths='^.*' --address='127.0.0.1'
  --api-prefix='/' --append-server-path=false --disable-filter=false --keepalive=0s -p,--port=8001
  --reject-methods='^$' --reject-paths='^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach' -u,--unix-socket=''
  -w,--www='' -P,--www-prefix='/static/'
> cp
Copy files and directories to and from containers
kubectl cp <file-spec-src> <file-spec-dest> [options]
  -c,--container='' --no-preserve=false --retries=0
> auth
Inspect authorization
kubectl auth [flags] [options]
> auth can-i
Check whether an action is allowed
kubectl auth can-i VERB [TYPE | TYPE/NAME | NONRESOURCEURL] [options]
  -A,--all-namespaces=false --list=false --no-headers=false -q,--quiet=false --subresource=''
> auth reconcile
Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects
kubectl auth reconcile -f FILENAME [options]
  --allow-missing-template-keys=true --dry-run='none' -f,--filename=[] -k,--kustomize='' -o,--output=''
  -R,--recursive=false --remove-extra-permissions=false --remove-extra-subjects=false --show-managed-fields=false
  --template=''
> auth whoami
Experimental: Check self subject attributes
kubectl auth whoami [options]
  --allow-missing-template-keys=true -o,--output='' --show-managed-fields=false --template=''
> debug
Create debugging sessions for troubleshooting workloads and nodes
kubectl debug (POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ] [options]
  --arguments-only=false --attach=false -c,--container='' --copy-to='' --custom='' --env=[] -f,--filename=[]
  --image='' --image-pull-policy='' --keep-annotations=false --keep-init-containers=true --keep-labels=false
  --keep-liveness=false --keep-readiness=false --keep-startup=false --profile='legacy' -q,--quiet=false
  --replace=false --same-node=false --set-image=[] --share-processes=true -i,--stdin=false --target=''
  -t,--tty=false
> kustomize
Build a kustomization target from a directory or URL
kubectl kustomize DIR [flags] [options]
  --as-current-user=false --enable-alpha-plugins=false --enable-helm=false -e,--env=[] --helm-api-versions=[]
  --helm-command='helm' --helm-debug=false --helm-kube-version='' --load-restrictor='LoadRestrictionsRootOnly'
  --mount=[] --network=false --network-name='bridge' -o,--output=''
> completion
Output shell completion code for the specified shell (bash, zsh, fish, or powershell)
kubectl completion SHELL [options]
> api-resources
Print the supported API resources on the server
kubectl api-resources [flags] [options]
  --api-group='' --cached=false --categories=[] --namespaced=true --no-headers=false -o,--output=''
  --show-managed-fields=false --sort-by='' --verbs=[]
> api-versions
Print the supported API versions on the server, in the form of "group/version"
kubectl api-versions [options]
> config
Modify kubeconfig files
kubectl config SUBCOMMAND [options]
> config current-context
Display the current-context
kubectl config current-context [flags] [options]
> config delete-cluster
Delete the specified cluster from the kubeconfig
kubectl config delete-cluster NAME [options]
> config delete-context
Delete the specified context from the kubeconfig
kubectl config delete-context NAME [options]
> config delete-user
Delete the specified user from the kubeconfig
kubectl config delete-user NAME [options]
> config get-clusters
Display clusters defined in the kubeconfig
kubectl config get-clusters [flags] [options]
> config get-contexts
Describe one or many contexts
kubectl config get-contexts [(-o|--output=)name)] [options]
  --no-headers=false -o,--output=''
> config get-users
Display users defined in the kubeconfig
kubectl config get-users [flags] [options]
> config rename-context
Rename a context from the kubeconfig file
kubectl config rename-context CONTEXT_NAME NEW_NAME [options]
> config set
Set an individual value in a kubeconfig file
kubectl config set PROPERTY_NAME PROPERTY_VALUE [options]
  --set-raw-bytes=false
> config set-cluster
Set a cluster entry in kubeconfig
kubectl config set-cluster NAME [--server=server] [--certificate-authority=path/to/certificate/authority] [--insecure-skip-tls-verify=true] [--tls-server-name=example.com] [options]
  --certificate-authority='' --embed-certs=false --insecure-skip-tls-verify=false --proxy-url='' --server=''
  --tls-server-name=''
> config set-context
Set a context entry in kubeconfig
kubectl config set-context [NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace] [options]
  --cluster='' --current=false -n,--namespace='' --user=''
> config set-credentials
Set a user entry in kubeconfig
kubectl config set-credentials NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] [--password=basic_password] [--auth-provider=provider_name] [--auth-provider-arg=key=value] [--exec-command=exec_command] [--exec-api-version=exec_api_version] [--exec-arg=arg] [--exec-env=key=value] [options]
  --auth-provider='' --auth-provider-arg=[] --client-certificate='' --client-key='' --embed-certs=false
  --exec-api-version='' --exec-arg=[] --exec-command='' --exec-env=[] --exec-interactive-mode=''
  --exec-provide-cluster-info=false --password='' --token='' --username=''
> config unset
Unset an individual value in a kubeconfig file
kubectl config unset PROPERTY_NAME [options]
> config use-context (use)
Set the current-context in a kubeconfig file
kubectl config use-context CONTEXT_NAME [options]
> config view
Display merged kubeconfig settings or a specified kubeconfig file
kubectl config view [flags] [options]
  --allow-missing-template-keys=true --flatten=false --merge=true --minify=false -o,--output='yaml' --raw=false
  --show-managed-fields=false --template=''
> plugin
Provides utilities for interacting with plugins
kubectl plugin [flags] [options]
> plugin list
List all visible plugin executables on a user's PATH
kubectl plugin list [flags] [options]
  --name-only=false
> version
Print the client and server version information
kubectl version [flags] [options]
  --client=false -o,--output=''
`;
