import type { KubernetesObject, Pod } from '../../api/types.ts';

/** What a machine of a cluster is made from. */
export interface MachineSpec {
  readonly name: string;
  readonly ip: string;
  readonly cpus: number;
  readonly memoryKi: number;
  readonly controlPlane: boolean;
  /** Put on by its kubelet when it registers. */
  readonly labels: Readonly<Record<string, string>>;
  /** Pods that its kubelet runs from files. */
  readonly staticPods: readonly Pod[];
}

/** One machine of a cluster, as the cluster comes up. */
export interface NodePreset extends MachineSpec {
  /** Virtual milliseconds after the start at which its kubelet starts. */
  readonly joins: number;
}

/** Something created while the cluster comes up. */
export interface PresetStep {
  /** Virtual milliseconds after the start. */
  readonly at: number;
  readonly objects: readonly KubernetesObject[];
}

/** A kind of cluster: its machines and what is in it when the learner comes. */
export interface Preset {
  readonly name: string;
  readonly nodes: readonly NodePreset[];
  /** What holds without any node: configuration, services, accounts. */
  readonly system: readonly PresetStep[];
  /** What runs as pods; left out of a cluster in which nothing can run. */
  readonly workloads: readonly PresetStep[];
  /** PEM. */
  readonly certificate: string;
  /** Labels that the installer gives a node once it is up. */
  readonly nodeLabels: (node: MachineSpec, time: number) => Readonly<Record<string, string>>;
}
