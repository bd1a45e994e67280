import { FileSystem } from '../../shell/fs/file-system.ts';
import type { Volume } from '../../shell/fs/volume.ts';
import { createMachine, shellPrograms, type Machine } from '../../shell/index.ts';
import { coreutils } from '../../shell/tools/index.ts';
import { writeAccounts } from './catalog/linux.ts';
import { ContainerNetwork } from './container-network.ts';
import type { NodeMachine } from './node-machine.ts';

/** Who logs into a node, and may do everything there by sudo. */
export const NODE_USER = { name: 'docker', uid: 1000, gid: 1000, home: '/home/docker' } as const;

/**
 * A node's machine as those see it who log in. What is mounted for them (/dev, /proc) is not in the way of hostPath volumes, which show
 * the disk itself.
 */
export function loginMachine(node: NodeMachine, disk: Volume): Machine {
  const { sim, name, processor, processes, runtime } = node;
  const fs = new FileSystem({ clock: sim, root: disk });
  if (!fs.exists('/usr/bin/bash')) furnish(fs, name);
  return createMachine({
    ...{ sim, fs, processor, hostname: name },
    namespace: processes,
    network: new ContainerNetwork(runtime.hostStack, fs),
    env: new Map([
      ['HOME', NODE_USER.home],
      ['USER', NODE_USER.name],
      ['LOGNAME', NODE_USER.name],
      ['SHELL', '/bin/bash'],
      ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    ]),
  });
}

function furnish(fs: FileSystem, name: string): void {
  fs.mkdir('/usr/bin', { recursive: true });
  if (!fs.exists('/bin')) fs.symlink('usr/bin', '/bin');
  for (const [tool, program] of [...coreutils, ...shellPrograms]) fs.addProgram(`/usr/bin/${tool}`, program);
  writeAccounts(fs, '/bin/bash', [
    { name: NODE_USER.name, id: NODE_USER.uid, home: NODE_USER.home, shell: '/bin/bash' },
  ]);
  fs.writeFile(
    '/etc/hosts',
    `127.0.0.1\tlocalhost\n192.168.49.1\thost.minikube.internal\n192.168.49.2\tcontrol-plane.minikube.internal\n`,
  );
  fs.writeFile(`${NODE_USER.home}/.bashrc`, `PS1='\\u@${name}:\\w\\$ '\n`);
  fs.chown(NODE_USER.home, NODE_USER.uid, NODE_USER.gid);
}
