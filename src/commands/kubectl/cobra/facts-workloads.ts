/**
 * Names, usage lines and flags (with their defaults) of kubectl v1.35's commands, as its `--help` shows them. Of each: `> path (aliases)`,
 * the synopsis, the usage line, then the flags as `-x,--name=default`; a default in quotes is a string's, `[]` a list's.
 */
export const WORKLOADS_FACTS = `
> expose
Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service
kubectl expose (-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type] [options]
  --allow-missing-template-keys=true --cluster-ip='' --dry-run='none' --external-ip=''
  --field-manager='kubectl-expose' -f,--filename=[] -k,--kustomize='' -l,--labels='' --load-balancer-ip=''
  --name='' -o,--output='' --override-type='merge' --overrides='' --port='' --protocol='' -R,--recursive=false
  --save-config=false --selector='' --session-affinity='' --show-managed-fields=false --target-port=''
  --template='' --type=''
> run
Run a particular image on the cluster
kubectl run NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...] [options]
  --allow-missing-template-keys=true --annotations=[] --attach=false --cascade='background' --command=false
  --dry-run='none' --env=[] --expose=false --field-manager='kubectl-run' -f,--filename=[] --force=false
  --grace-period=-1 --image='' --image-pull-policy='' -k,--kustomize='' -l,--labels='' --leave-stdin-open=false
  -o,--output='' --override-type='merge' --overrides='' --pod-running-timeout=1m0s --port='' --privileged=false
  -q,--quiet=false -R,--recursive=false --restart='Always' --rm=false --save-config=false
  --show-managed-fields=false -i,--stdin=false --template='' --timeout=0s -t,--tty=false --wait=false
> set
Set specific features on objects
kubectl set SUBCOMMAND [options]
> set env
Update environment variables on a pod template
kubectl set env RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N [options]
  --all=false --allow-missing-template-keys=true -c,--containers='*' --dry-run='none' -e,--env=[]
  --field-manager='kubectl-set' -f,--filename=[] --from='' --keys=[] -k,--kustomize='' --list=false --local=false
  -o,--output='' --overwrite=true --prefix='' -R,--recursive=false --resolve=false -l,--selector=''
  --show-managed-fields=false --template=''
> set image
Update the image of a pod template
kubectl set image (-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N [options]
  --all=false --allow-missing-template-keys=true --dry-run='none' --field-manager='kubectl-set' -f,--filename=[]
  -k,--kustomize='' --local=false -o,--output='' -R,--recursive=false -l,--selector=''
  --show-managed-fields=false --template=''
> set resources
Update resource requests/limits on objects with pod templates
kubectl set resources (-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS] [options]
  --all=false --allow-missing-template-keys=true -c,--containers='*' --dry-run='none'
  --field-manager='kubectl-set' -f,--filename=[] -k,--kustomize='' --limits='' --local=false -o,--output=''
  -R,--recursive=false --requests='' -l,--selector='' --show-managed-fields=false --template=''
> set selector
Set the selector on a resource
kubectl set selector (-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version] [options]
  --all=false --allow-missing-template-keys=true --dry-run='none' --field-manager='kubectl-set' -f,--filename=[]
  --local=false -o,--output='' -R,--recursive=true --resource-version='' --show-managed-fields=false
  --template=''
> set serviceaccount (sa)
Update the service account of a resource
kubectl set serviceaccount (-f FILENAME | TYPE NAME) SERVICE_ACCOUNT [options]
  --all=false --allow-missing-template-keys=true --dry-run='none' --field-manager='kubectl-set' -f,--filename=[]
  -k,--kustomize='' --local=false -o,--output='' -R,--recursive=false --show-managed-fields=false --template=''
> set subject
Update the user, group, or service account in a role binding or cluster role binding
kubectl set subject (-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none] [options]
  --all=false --allow-missing-template-keys=true --dry-run='none' --field-manager='kubectl-set' -f,--filename=[]
  --group=[] -k,--kustomize='' --local=false -o,--output='' -R,--recursive=false -l,--selector=''
  --serviceaccount=[] --show-managed-fields=false --template='' --user=[]
> explain
Get documentation for a resource
kubectl explain TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2] [options]
  --api-version='' -o,--output='plaintext' --recursive=false
> get
Display one or many resources
kubectl get [(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file|custom-columns|custom-columns-file|wide] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags] [options]
  -A,--all-namespaces=false --allow-missing-template-keys=true --chunk-size=500 --field-selector=''
  -f,--filename=[] --ignore-not-found=false -k,--kustomize='' -L,--label-columns=[] --no-headers=false
  -o,--output='' --output-watch-events=false --raw='' -R,--recursive=false -l,--selector='' --server-print=true
  --show-kind=false --show-labels=false --show-managed-fields=false --sort-by='' --subresource='' --template=''
  -w,--watch=false --watch-only=false
> edit
Edit a resource on the server
kubectl edit (RESOURCE/NAME | -f FILENAME) [options]
  --allow-missing-template-keys=true --field-manager='kubectl-edit' -f,--filename=[] -k,--kustomize=''
  -o,--output='' --output-patch=false -R,--recursive=false --save-config=false --show-managed-fields=false
  --subresource='' --template='' --validate='strict' --windows-line-endings=false
> delete
Delete resources by file names, stdin, resources and names, or by resources and label selector
kubectl delete ([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)]) [options]
  --all=false -A,--all-namespaces=false --cascade='background' --dry-run='none' --field-selector=''
  -f,--filename=[] --force=false --grace-period=-1 --ignore-not-found=false -i,--interactive=false
  -k,--kustomize='' --now=false -o,--output='' --raw='' -R,--recursive=false -l,--selector='' --timeout=0s
  --wait=true
> rollout
Manage the rollout of a resource
kubectl rollout SUBCOMMAND [options]
> rollout history
View rollout history
kubectl rollout history (TYPE NAME | TYPE/NAME) [flags] [options]
  --allow-missing-template-keys=true -f,--filename=[] -k,--kustomize='' -o,--output='' -R,--recursive=false
  --revision=0 -l,--selector='' --show-managed-fields=false --template=''
> rollout pause
Mark the provided resource as paused
kubectl rollout pause RESOURCE [options]
  --allow-missing-template-keys=true --field-manager='kubectl-rollout' -f,--filename=[] -k,--kustomize=''
  -o,--output='' -R,--recursive=false -l,--selector='' --show-managed-fields=false --template=''
> rollout restart
Restart a resource
kubectl rollout restart RESOURCE [options]
  --allow-missing-template-keys=true --field-manager='kubectl-rollout' -f,--filename=[] -k,--kustomize=''
  -o,--output='' -R,--recursive=false -l,--selector='' --show-managed-fields=false --template=''
> rollout resume
Resume a paused resource
kubectl rollout resume RESOURCE [options]
  --allow-missing-template-keys=true --field-manager='kubectl-rollout' -f,--filename=[] -k,--kustomize=''
  -o,--output='' -R,--recursive=false -l,--selector='' --show-managed-fields=false --template=''
> rollout status
Show the status of the rollout
kubectl rollout status (TYPE NAME | TYPE/NAME) [flags] [options]
  -f,--filename=[] -k,--kustomize='' -R,--recursive=false --revision=0 -l,--selector='' --timeout=0s
  -w,--watch=true
> rollout undo
Undo a previous rollout
kubectl rollout undo (TYPE NAME | TYPE/NAME) [flags] [options]
  --allow-missing-template-keys=true --dry-run='none' -f,--filename=[] -k,--kustomize='' -o,--output=''
  -R,--recursive=false -l,--selector='' --show-managed-fields=false --template='' --to-revision=0
> scale
Set a new size for a deployment, replica set, or replication controller
kubectl scale [--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME) [options]
  --all=false --allow-missing-template-keys=true --current-replicas=-1 --dry-run='none' -f,--filename=[]
  -k,--kustomize='' -o,--output='' -R,--recursive=false --replicas=0 --resource-version='' -l,--selector=''
  --show-managed-fields=false --template='' --timeout=0s
> autoscale
Auto-scale a deployment, replica set, stateful set, or replication controller
kubectl autoscale (-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [--memory=MEMORY] [options]
  --allow-missing-template-keys=true --cpu='' --dry-run='none' --field-manager='kubectl-autoscale'
  -f,--filename=[] -k,--kustomize='' --max=-1 --memory='' --min=-1 --name='' -o,--output='' -R,--recursive=false
  --save-config=false --show-managed-fields=false --template=''
> describe
Show details of a specific resource or group of resources
kubectl describe (-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME) [options]
  -A,--all-namespaces=false --chunk-size=500 -f,--filename=[] -k,--kustomize='' -R,--recursive=false
  -l,--selector='' --show-events=true
> logs
Print the logs for a container in a pod
kubectl logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER] [options]
  --all-containers=false --all-pods=false -c,--container='' -f,--follow=false --ignore-errors=false
  --insecure-skip-tls-verify-backend=false --limit-bytes=0 --max-log-requests=5 --pod-running-timeout=20s
  --prefix=false -p,--previous=false -l,--selector='' --since=0s --since-time='' --tail=-1 --timestamps=false
> attach
Attach to a running container
kubectl attach (POD | TYPE/NAME) -c CONTAINER [options]
  -c,--container='' --pod-running-timeout=1m0s -q,--quiet=false -i,--stdin=false -t,--tty=false
> exec
Execute a command in a container
kubectl exec (POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...] [options]
  -c,--container='' -f,--filename=[] --pod-running-timeout=1m0s -q,--quiet=false -i,--stdin=false -t,--tty=false
> events
List events
kubectl events [(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file] [--for TYPE/NAME] [--watch] [--types=Normal,Warning] [options]
  -A,--all-namespaces=false --allow-missing-template-keys=true --chunk-size=500 --for='' --no-headers=false
  -o,--output='' --show-managed-fields=false --template='' --types=[] -w,--watch=false
> diff
Diff the live version against a would-be applied version
kubectl diff -f FILENAME [options]
  --concurrency=1 --field-manager='kubectl-client-side-apply' -f,--filename=[] --force-conflicts=false
  -k,--kustomize='' --prune=false --prune-allowlist=[] -R,--recursive=false -l,--selector='' --server-side=false
  --show-managed-fields=false
> apply
Apply a configuration to a resource by file name or stdin
kubectl apply (-f FILENAME | -k DIRECTORY) [options]
  --all=false --allow-missing-template-keys=true --cascade='background' --dry-run='none'
  --field-manager='kubectl-client-side-apply' -f,--filename=[] --force=false --force-conflicts=false
  --grace-period=-1 -k,--kustomize='' --openapi-patch=true -o,--output='' --overwrite=true --prune=false
  --prune-allowlist=[] -R,--recursive=false -l,--selector='' --server-side=false --show-managed-fields=false
  --subresource='' --template='' --timeout=0s --validate='strict' --wait=false
> apply edit-last-applied
Edit latest last-applied-configuration annotations of a resource/object
kubectl apply edit-last-applied (RESOURCE/NAME | -f FILENAME) [options]
  --allow-missing-template-keys=true --field-manager='kubectl-client-side-apply' -f,--filename=[]
  -k,--kustomize='' -o,--output='' -R,--recursive=false --show-managed-fields=false --template=''
  --validate='strict' --windows-line-endings=false
> apply set-last-applied
Set the last-applied-configuration annotation on a live object to match the contents of a file
kubectl apply set-last-applied -f FILENAME [options]
  --allow-missing-template-keys=true --create-annotation=false --dry-run='none' -f,--filename=[] -o,--output=''
  --show-managed-fields=false --template=''
> apply view-last-applied
View the latest last-applied-configuration annotations of a resource/object
kubectl apply view-last-applied (TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME) [options]
  --all=false -f,--filename=[] -k,--kustomize='' -o,--output='yaml' -R,--recursive=false -l,--selector=''
> patch
Update fields of a resource
kubectl patch (-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE] [options]
  --allow-missing-template-keys=true --dry-run='none' --field-manager='kubectl-patch' -f,--filename=[]
  -k,--kustomize='' --local=false -o,--output='' -p,--patch='' --patch-file='' -R,--recursive=false
  --show-managed-fields=false --subresource='' --template='' --type='strategic'
> replace
Replace a resource by file name or stdin
kubectl replace -f FILENAME [options]
  --allow-missing-template-keys=true --cascade='background' --dry-run='none' --field-manager='kubectl-replace'
  -f,--filename=[] --force=false --grace-period=-1 -k,--kustomize='' -o,--output='' --raw='' -R,--recursive=false
  --save-config=false --show-managed-fields=false --subresource='' --template='' --timeout=0s --validate='strict'
  --wait=false
> wait
Wait for a specific condition on one or many resources
kubectl wait ([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]] [options]
  --all=false -A,--all-namespaces=false --allow-missing-template-keys=true --field-selector='' -f,--filename=[]
  --for='' --local=false -o,--output='' -R,--recursive=true -l,--selector='' --show-managed-fields=false
  --template='' --timeout=30s
> label
Update the labels on a resource
kubectl label [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version] [options]
  --all=false -A,--all-namespaces=false --allow-missing-template-keys=true --dry-run='none'
  --field-manager='kubectl-label' --field-selector='' -f,--filename=[] -k,--kustomize='' --list=false
  --local=false -o,--output='' --overwrite=false -R,--recursive=false --resource-version='' -l,--selector=''
  --show-managed-fields=false --template=''
> annotate
Update the annotations on a resource
kubectl annotate [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version] [options]
  --all=false -A,--all-namespaces=false --allow-missing-template-keys=true --dry-run='none'
  --field-manager='kubectl-annotate' --field-selector='' -f,--filename=[] -k,--kustomize='' --list=false
  --local=false -o,--output='' --overwrite=false -R,--recursive=false --resource-version='' -l,--selector=''
  --show-managed-fields=false --template=''
`;
