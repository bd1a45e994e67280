/**
 * Names, usage lines and flags (with their defaults) of kubectl v1.35's commands under `create`, as its `--help` shows them. Of each: `> path (aliases)`,
 * the synopsis, the usage line, then the flags as `-x,--name=default`; a default in quotes is a string's, `[]` a list's.
 */
export const CREATE_FACTS = `
> create
Create a resource from a file or from stdin
kubectl create -f FILENAME [options]
  --allow-missing-template-keys=true --dry-run='none' --edit=false --field-manager='kubectl-create'
  -f,--filename=[] -k,--kustomize='' -o,--output='' --raw='' -R,--recursive=false --save-config=false
  -l,--selector='' --show-managed-fields=false --template='' --validate='strict' --windows-line-endings=false
> create clusterrole
Create a cluster role
kubectl create clusterrole NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none] [options]
  --aggregation-rule= --allow-missing-template-keys=true --dry-run='none' --field-manager='kubectl-create'
  --non-resource-url=[] -o,--output='' --resource=[] --resource-name=[] --save-config=false
  --show-managed-fields=false --template='' --validate='strict' --verb=[]
> create clusterrolebinding
Create a cluster role binding for a particular cluster role
kubectl create clusterrolebinding NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none] [options]
  --allow-missing-template-keys=true --clusterrole='' --dry-run='none' --field-manager='kubectl-create'
  --group=[] -o,--output='' --save-config=false --serviceaccount=[] --show-managed-fields=false --template=''
  --user=[] --validate='strict'
> create configmap (cm)
Create a config map from a local file, directory or literal value
kubectl create configmap NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none] [options]
  --allow-missing-template-keys=true --append-hash=false --dry-run='none' --field-manager='kubectl-create'
  --from-env-file=[] --from-file=[] --from-literal=[] -o,--output='' --save-config=false
  --show-managed-fields=false --template='' --validate='strict'
> create cronjob (cj)
Create a cron job with the specified name
kubectl create cronjob NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags] [options]
  --allow-missing-template-keys=true --dry-run='none' --field-manager='kubectl-create' --image='' -o,--output=''
  --restart='' --save-config=false --schedule='' --show-managed-fields=false --template='' --validate='strict'
> create deployment (deploy)
Create a deployment with the specified name
kubectl create deployment NAME --image=image -- [COMMAND] [args...] [options]
  --allow-missing-template-keys=true --dry-run='none' --field-manager='kubectl-create' --image=[] -o,--output=''
  --port=-1 -r,--replicas=1 --save-config=false --show-managed-fields=false --template='' --validate='strict'
> create ingress (ing)
Create an ingress with the specified name
kubectl create ingress NAME --rule=host/path=service:port[,tls[=secret]]  [options]
  --allow-missing-template-keys=true --annotation=[] --class='' --default-backend='' --dry-run='none'
  --field-manager='kubectl-create' -o,--output='' --rule=[] --save-config=false --show-managed-fields=false
  --template='' --validate='strict'
> create job
Create a job with the specified name
kubectl create job NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...] [options]
  --allow-missing-template-keys=true --dry-run='none' --field-manager='kubectl-create' --from='' --image=''
  -o,--output='' --save-config=false --show-managed-fields=false --template='' --validate='strict'
> create namespace (ns)
Create a namespace with the specified name
kubectl create namespace NAME [--dry-run=server|client|none] [options]
  --allow-missing-template-keys=true --dry-run='none' --field-manager='kubectl-create' -o,--output=''
  --save-config=false --show-managed-fields=false --template='' --validate='strict'
> create poddisruptionbudget (pdb)
Create a pod disruption budget with the specified name
kubectl create poddisruptionbudget NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none] [options]
  --allow-missing-template-keys=true --dry-run='none' --field-manager='kubectl-create' --max-unavailable=''
  --min-available='' -o,--output='' --save-config=false --selector='' --show-managed-fields=false --template=''
  --validate='strict'
> create priorityclass (pc)
Create a priority class with the specified name
kubectl create priorityclass NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none] [options]
  --allow-missing-template-keys=true --description='' --dry-run='none' --field-manager='kubectl-create'
  --global-default=false -o,--output='' --preemption-policy='PreemptLowerPriority' --save-config=false
  --show-managed-fields=false --template='' --validate='strict' --value=0
> create quota (resourcequota)
Create a quota with the specified name
kubectl create quota NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none] [options]
  --allow-missing-template-keys=true --dry-run='none' --field-manager='kubectl-create' --hard='' -o,--output=''
  --save-config=false --scopes='' --show-managed-fields=false --template='' --validate='strict'
> create role
Create a role with single rule
kubectl create role NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none] [options]
  --allow-missing-template-keys=true --dry-run='none' --field-manager='kubectl-create' -o,--output=''
  --resource=[] --resource-name=[] --save-config=false --show-managed-fields=false --template=''
  --validate='strict' --verb=[]
> create rolebinding
Create a role binding for a particular role or cluster role
kubectl create rolebinding NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none] [options]
  --allow-missing-template-keys=true --clusterrole='' --dry-run='none' --field-manager='kubectl-create'
  --group=[] -o,--output='' --role='' --save-config=false --serviceaccount=[] --show-managed-fields=false
  --template='' --user=[] --validate='strict'
> create secret
Create a secret using a specified subcommand
kubectl create secret (docker-registry | generic | tls) [options]
> create secret docker-registry
Create a secret for use with a Docker registry
kubectl create secret docker-registry NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none] [options]
  --allow-missing-template-keys=true --append-hash=false --docker-email='' --docker-password=''
  --docker-server='https://index.docker.io/v1/' --docker-username='' --dry-run='none'
  --field-manager='kubectl-create' --from-file=[] -o,--output='' --save-config=false --show-managed-fields=false
  --template='' --validate='strict'
> create secret generic
Create a secret from a local file, directory, or literal value
kubectl create secret generic NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none] [options]
  --allow-missing-template-keys=true --append-hash=false --dry-run='none' --field-manager='kubectl-create'
  --from-env-file=[] --from-file=[] --from-literal=[] -o,--output='' --save-config=false
  --show-managed-fields=false --template='' --type='' --validate='strict'
> create secret tls
Create a TLS secret
kubectl create secret tls NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none] [options]
  --allow-missing-template-keys=true --append-hash=false --cert='' --dry-run='none'
  --field-manager='kubectl-create' --key='' -o,--output='' --save-config=false --show-managed-fields=false
  --template='' --validate='strict'
> create service (svc)
Create a service using a specified subcommand
kubectl create service [flags] [options]
> create service clusterip
Create a ClusterIP service
kubectl create service clusterip NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none] [options]
  --allow-missing-template-keys=true --clusterip='' --dry-run='none' --field-manager='kubectl-create'
  -o,--output='' --save-config=false --show-managed-fields=false --tcp=[] --template='' --validate='strict'
> create service externalname
Create an ExternalName service
kubectl create service externalname NAME --external-name external.name [--dry-run=server|client|none] [options]
  --allow-missing-template-keys=true --dry-run='none' --external-name='' --field-manager='kubectl-create'
  -o,--output='' --save-config=false --show-managed-fields=false --tcp=[] --template='' --validate='strict'
> create service loadbalancer
Create a LoadBalancer service
kubectl create service loadbalancer NAME [--tcp=port:targetPort] [--dry-run=server|client|none] [options]
  --allow-missing-template-keys=true --dry-run='none' --field-manager='kubectl-create' -o,--output=''
  --save-config=false --show-managed-fields=false --tcp=[] --template='' --validate='strict'
> create service nodeport
Create a NodePort service
kubectl create service nodeport NAME [--tcp=port:targetPort] [--dry-run=server|client|none] [options]
  --allow-missing-template-keys=true --dry-run='none' --field-manager='kubectl-create' --node-port=0
  -o,--output='' --save-config=false --show-managed-fields=false --tcp=[] --template='' --validate='strict'
> create serviceaccount (sa)
Create a service account with the specified name
kubectl create serviceaccount NAME [--dry-run=server|client|none] [options]
  --allow-missing-template-keys=true --dry-run='none' --field-manager='kubectl-create' -o,--output=''
  --save-config=false --show-managed-fields=false --template='' --validate='strict'
> create token
Request a service account token
kubectl create token SERVICE_ACCOUNT_NAME [options]
  --allow-missing-template-keys=true --audience=[] --bound-object-kind='' --bound-object-name=''
  --bound-object-uid='' --duration=0s -o,--output='' --show-managed-fields=false --template=''
`;
