import type { Cluster } from '../cluster/cluster.ts';
import { docker } from '../commands/docker/index.ts';
import { kubectl, kubectlCompleter } from '../commands/kubectl/index.ts';
import { minikube } from '../commands/minikube/index.ts';
import { createMachine, directoryName, FileSystem, shellPrograms, type Machine } from '../shell/index.ts';
import { editor } from '../shell/tools/editor.ts';
import { coreutils } from '../shell/tools/index.ts';
import { Processor, type Simulation } from '../sim/index.ts';
import type { Language } from './exercise.ts';
import { HOME } from './home.ts';

export { HOME };

/** What `minikube start` leaves in a kubeconfig. */
const KUBECONFIG = `apiVersion: v1
clusters:
- cluster:
    certificate-authority: ${HOME}/.minikube/ca.crt
    server: https://192.168.49.2:8443
  name: minikube
contexts:
- context:
    cluster: minikube
    namespace: default
    user: minikube
  name: minikube
current-context: minikube
kind: Config
users:
- name: minikube
  user:
    client-certificate: ${HOME}/.minikube/profiles/minikube/client.crt
    client-key: ${HOME}/.minikube/profiles/minikube/client.key
`;

/** What the login shell reads. */
const BASHRC = `PS1='\\[\\e[1;32m\\]\\u@\\h\\[\\e[0m\\]:\\[\\e[1;34m\\]\\w\\[\\e[0m\\]\\$ '
alias ll='ls -l'
`;

export interface LearnerOptions {
  readonly sim: Simulation;
  readonly cluster: Cluster;
  readonly language: Language;
  /** Put into the home directory: path → text. */
  readonly files: Readonly<Record<string, string>>;
  /** Opens a file in the editor beside the terminal; without it there is no editor. */
  readonly openFile?: (path: string) => void;
}

/** The learner's user id and group id. */
const USER = { uid: 1000, gid: 1000 };

/** The learner's own computer: a home directory, a shell, the usual tools, `kubectl`, `minikube` and `docker`. */
export function createLearnerMachine(options: LearnerOptions): Machine {
  const { sim, cluster, language, files, openFile } = options;
  const { endpoint } = cluster;
  const root = new FileSystem({ clock: sim });
  for (const directory of ['/usr/bin', '/usr/local/bin', '/etc', '/tmp', '/root', HOME]) {
    root.mkdir(directory, { recursive: true });
  }
  root.chmod('/tmp', 0o1777);
  root.chmod('/root', 0o700);
  root.symlink('usr/bin', '/bin');
  root.writeFile('/etc/hostname', 'podlab\n');
  root.writeFile('/etc/passwd', `root:x:0:0:root:/root:/bin/bash\nlearner:x:1000:1000::${HOME}:/bin/bash\n`);
  root.writeFile('/etc/group', 'root:x:0:\nlearner:x:1000:\n');
  for (const [name, program] of [...coreutils, ...shellPrograms])
    root.addProgram(`/usr/bin/${name}`, program);
  root.addProgram('/usr/local/bin/kubectl', kubectl(endpoint));
  root.addProgram('/usr/local/bin/minikube', minikube(cluster));
  root.addProgram('/usr/bin/docker', docker(cluster.host));
  if (openFile)
    for (const name of ['vi', 'vim', 'nano', 'code']) root.addProgram(`/usr/bin/${name}`, editor(openFile));
  root.chown(HOME, USER.uid, USER.gid);

  const fs = root.as(USER);
  fs.writeFile(`${HOME}/.bashrc`, BASHRC);
  fs.mkdir(`${HOME}/.kube`);
  fs.writeFile(`${HOME}/.kube/config`, KUBECONFIG);
  fs.chmod(`${HOME}/.kube/config`, 0o600);
  for (const path of Object.keys(files).sort()) {
    fs.mkdir(directoryName(`${HOME}/${path}`), { recursive: true });
    fs.writeFile(`${HOME}/${path}`, files[path] ?? '');
  }
  return createMachine({
    sim,
    fs,
    hostname: 'podlab',
    processor: new Processor(sim, 2),
    completers: new Map([['kubectl', kubectlCompleter(endpoint)]]),
    env: new Map([
      ['HOME', HOME],
      ['USER', 'learner'],
      ['LOGNAME', 'learner'],
      ['SHELL', '/bin/bash'],
      ['PATH', '/usr/local/bin:/usr/bin:/bin'],
      ['PWD', HOME],
      ['LANG', language === 'ko' ? 'ko_KR.UTF-8' : 'en_US.UTF-8'],
      ['TERM', 'xterm-256color'],
      // kubectl edit goes on when the file has been saved, as with any editor that has a window of its own.
      ...(openFile ? ([['KUBE_EDITOR', 'code --wait']] as const) : []),
    ]),
  });
}
