/** The kubeconfig entries of the profile. Models pkg/minikube/kubeconfig. */
import type { ProgramContext } from '../../shell/types.ts';
import { GLOBAL_FLAGS } from '../kubectl/cobra/facts.ts';
import { FlagSet } from '../kubectl/cobra/flags.ts';
import { text } from '../kubectl/json.ts';
import { KubeConfig } from '../kubectl/kubeconfig.ts';
import { PROFILE } from './run.ts';

const open = (context: ProgramContext): KubeConfig => new KubeConfig(context, new FlagSet(GLOBAL_FLAGS));

/** The server of the profile's cluster entry; empty when there is none. */
export function serverOf(context: ProgramContext): string {
  return text(open(context).entry('clusters', PROFILE)?.server);
}

/** Whether the current context is the profile's. */
export function isCurrent(context: ProgramContext): boolean {
  return open(context).currentContext === PROFILE;
}

/** Take the profile's entries out, as a stop does. */
export function deleteContext(context: ProgramContext): void {
  const config = open(context);
  for (const section of ['clusters', 'contexts', 'users'] as const) config.removeEntry(section, PROFILE);
  if (config.currentContext === PROFILE) config.setCurrent('');
}

/** Put the profile's entries in and make them current. */
export function updateContext(context: ProgramContext, server: string): void {
  const config = open(context);
  const home = `${context.env.get('HOME') ?? '/root'}/.minikube`;
  config.setEntry('clusters', PROFILE, { 'certificate-authority': `${home}/ca.crt`, server });
  config.setEntry('contexts', PROFILE, { cluster: PROFILE, namespace: 'default', user: PROFILE });
  config.setEntry('users', PROFILE, {
    'client-certificate': `${home}/profiles/${PROFILE}/client.crt`,
    'client-key': `${home}/profiles/${PROFILE}/client.key`,
  });
  config.setCurrent(PROFILE);
}
