import { agnhost } from '../programs/agnhost.ts';
import { httpd, HTTPD_VERSION } from '../programs/httpd.ts';
import { livenessServer } from '../programs/liveness.ts';
import { nginx, nginxEntrypoint, NGINX_VERSION, NGINX_WELCOME } from '../programs/nginx.ts';
import { redisCli, redisServer, REDIS_VERSION } from '../programs/redis.ts';
import { entrypointOf } from '../programs/entrypoint.ts';
import { hello, simpleContainerApp, stress } from '../programs/small.ts';
import type { FileSystem } from '../../../shell/fs/file-system.ts';
import type { ImageSource } from '../image.ts';
import { installAlpine, installBusybox, installDebian, installUbuntu, installCurl } from './systems.ts';

const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

function buildNginx(fs: FileSystem): void {
  fs.addProgram('/usr/sbin/nginx', nginx);
  fs.addProgram('/docker-entrypoint.sh', nginxEntrypoint);
  fs.mkdir('/docker-entrypoint.d', { recursive: true });
  fs.mkdir('/etc/nginx/conf.d', { recursive: true });
  fs.mkdir('/var/log/nginx', { recursive: true });
  fs.symlink('/dev/stdout', '/var/log/nginx/access.log');
  fs.symlink('/dev/stderr', '/var/log/nginx/error.log');
  fs.writeFile(
    '/etc/nginx/nginx.conf',
    'user  nginx;\nworker_processes  auto;\n\nerror_log  /var/log/nginx/error.log notice;\npid        /run/nginx.pid;\n\nevents {\n    worker_connections  1024;\n}\n\nhttp {\n    include       /etc/nginx/mime.types;\n    default_type  application/octet-stream;\n    access_log  /var/log/nginx/access.log  main;\n    sendfile        on;\n    keepalive_timeout  65;\n    include /etc/nginx/conf.d/*.conf;\n}\n',
  );
  fs.writeFile(
    '/etc/nginx/conf.d/default.conf',
    'server {\n    listen       80;\n    server_name  localhost;\n\n    location / {\n        root   /usr/share/nginx/html;\n        index  index.html index.htm;\n    }\n\n    error_page   500 502 503 504  /50x.html;\n    location = /50x.html {\n        root   /usr/share/nginx/html;\n    }\n}\n',
  );
  fs.mkdir('/usr/share/nginx/html', { recursive: true });
  fs.writeFile('/usr/share/nginx/html/index.html', NGINX_WELCOME);
  fs.writeFile(
    '/usr/share/nginx/html/50x.html',
    '<!DOCTYPE html>\n<html>\n<head>\n<title>Error</title>\n</head>\n<body>\n<h1>An error occurred.</h1>\n</body>\n</html>\n',
  );
}

const nginxConfig = {
  entrypoint: ['/docker-entrypoint.sh'],
  cmd: ['nginx', '-g', 'daemon off;'],
  env: [PATH, `NGINX_VERSION=${NGINX_VERSION}`, 'PKG_RELEASE=1~trixie'],
  exposedPorts: ['80/tcp'],
  stopSignal: 'SIGQUIT',
};

function livenessImage(repository: string, size: number): ImageSource {
  return {
    repository,
    tags: ['latest'],
    size,
    config: { env: [PATH], cmd: ['/server'], exposedPorts: ['8080/tcp'] },
    build: (fs) => fs.addProgram('/server', livenessServer),
  };
}

function agnhostImage(repository: string, tags: readonly string[]): ImageSource {
  return {
    repository,
    tags,
    size: 51_105_200,
    config: { entrypoint: ['/agnhost'], cmd: ['pause'], env: [PATH], exposedPorts: ['8080/tcp'] },
    build: (fs) => {
      installAlpine(fs);
      installCurl(fs);
      fs.addProgram('/agnhost', agnhost);
    },
  };
}

/** The images that manifests in lessons and in Kubernetes' documentation use. Sizes are the compressed sizes of linux/amd64. */
export const teachingImages: readonly ImageSource[] = [
  {
    repository: 'docker.io/library/busybox',
    tags: ['latest', 'stable', '1', '1.37', '1.37.0', 'glibc', 'musl', 'uclibc'],
    size: 2_224_229,
    config: { cmd: ['sh'], env: [PATH] },
    build: installBusybox,
  },
  {
    repository: 'docker.io/library/busybox',
    tags: [
      '1.36',
      '1.36.1',
      '1.35',
      '1.35.0',
      '1.34',
      '1.34.1',
      '1.33',
      '1.32',
      '1.31',
      '1.30',
      '1.29',
      '1.28',
      '1.28.4',
    ],
    size: 2_219_949,
    config: { cmd: ['sh'], env: [PATH] },
    build: installBusybox,
  },
  {
    repository: 'docker.io/library/alpine',
    tags: ['latest', '3', '3.22', '3.22.2', '3.21', '3.20', '3.19', '3.18'],
    size: 3_802_452,
    config: { cmd: ['/bin/sh'], env: [PATH] },
    build: installAlpine,
  },
  {
    repository: 'docker.io/library/ubuntu',
    tags: ['latest', '24.04', 'noble', '22.04', 'jammy', '20.04', 'focal'],
    size: 29_723_147,
    config: { cmd: ['/bin/bash'], env: [PATH] },
    build: installUbuntu,
  },
  {
    repository: 'docker.io/library/debian',
    tags: [
      'latest',
      '13',
      'trixie',
      'trixie-slim',
      '12',
      'bookworm',
      'bookworm-slim',
      'stable',
      'stable-slim',
    ],
    size: 49_279_530,
    config: { cmd: ['bash'], env: [PATH] },
    build: installDebian,
  },
  {
    repository: 'docker.io/library/nginx',
    tags: [
      'latest',
      '1',
      '1.29',
      '1.29.3',
      'mainline',
      'stable',
      '1.28',
      '1.27',
      '1.26',
      '1.25',
      '1.24',
      '1.21',
      '1.19',
      '1.16.1',
      '1.14.2',
      '1.7.9',
    ],
    size: 59_774_010,
    config: nginxConfig,
    build: (fs) => {
      installDebian(fs, [{ name: 'nginx', id: 101, home: '/nonexistent', shell: '/bin/false' }]);
      installCurl(fs);
      buildNginx(fs);
    },
  },
  {
    repository: 'docker.io/library/nginx',
    tags: [
      'alpine',
      '1.29-alpine',
      '1.29.3-alpine',
      'stable-alpine',
      '1-alpine',
      '1.27-alpine',
      '1.25-alpine',
      'alpine-slim',
    ],
    size: 22_631_814,
    config: nginxConfig,
    build: (fs) => {
      installAlpine(fs, [{ name: 'nginx', id: 101, home: '/var/cache/nginx' }]);
      installCurl(fs);
      buildNginx(fs);
    },
  },
  {
    repository: 'docker.io/library/httpd',
    tags: ['latest', '2', '2.4', HTTPD_VERSION],
    size: 45_232_440,
    config: {
      cmd: ['httpd-foreground'],
      env: [
        'PATH=/usr/local/apache2/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        'HTTPD_PREFIX=/usr/local/apache2',
        `HTTPD_VERSION=${HTTPD_VERSION}`,
      ],
      workingDir: '/usr/local/apache2',
      exposedPorts: ['80/tcp'],
      stopSignal: 'SIGWINCH',
    },
    build: (fs) => {
      installDebian(fs);
      fs.addProgram('/usr/local/apache2/bin/httpd', httpd);
      fs.addProgram('/usr/local/bin/httpd-foreground', httpd);
      fs.mkdir('/usr/local/apache2/htdocs', { recursive: true });
      fs.writeFile('/usr/local/apache2/htdocs/index.html', '<html><body><h1>It works!</h1></body></html>\n');
    },
  },
  {
    repository: 'docker.io/library/redis',
    tags: [
      'latest',
      '8',
      '8.2',
      REDIS_VERSION,
      '7',
      '7.4',
      '7.2',
      '6',
      '6.2',
      '5',
      '5.0.4',
      'alpine',
      '7-alpine',
      '8-alpine',
    ],
    size: 52_461_318,
    config: {
      entrypoint: ['docker-entrypoint.sh'],
      cmd: ['redis-server'],
      env: [
        PATH,
        `REDIS_DOWNLOAD_URL=https://github.com/redis/redis/archive/refs/tags/${REDIS_VERSION}.tar.gz`,
      ],
      workingDir: '/data',
      exposedPorts: ['6379/tcp'],
    },
    build: (fs) => {
      installDebian(fs, [{ name: 'redis', id: 999, home: '/home/redis' }]);
      fs.mkdir('/data');
      fs.addProgram('/usr/local/bin/redis-server', redisServer);
      fs.addProgram('/usr/local/bin/redis-cli', redisCli);
      fs.addProgram('/usr/local/bin/docker-entrypoint.sh', entrypointOf({ 'redis-server': redisServer }));
    },
  },
  {
    repository: 'docker.io/library/hello-world',
    tags: ['latest', 'linux'],
    size: 5_541,
    config: { cmd: ['/hello'], env: [PATH] },
    build: (fs) => fs.addProgram('/hello', hello),
  },
  {
    repository: 'docker.io/curlimages/curl',
    tags: ['latest', '8.17.0', '8.16.0', '8.11.1', '7.88.1'],
    size: 9_653_432,
    config: {
      entrypoint: ['/entrypoint.sh'],
      cmd: ['curl'],
      env: [PATH],
      user: 'curl_user',
      workingDir: '/home/curl_user',
    },
    build: (fs) => {
      installAlpine(fs, [{ name: 'curl_user', id: 100, home: '/home/curl_user', shell: '/sbin/nologin' }]);
      installCurl(fs);
      fs.mkdir('/home/curl_user', { recursive: true });
      fs.chown('/home/curl_user', 100, 100);
      fs.addProgram('/entrypoint.sh', entrypointOf({}, { flagsOf: 'curl' }));
    },
  },
  {
    repository: 'docker.io/arisu1000/simple-container-app',
    tags: ['latest'],
    size: 117_486_339,
    config: { cmd: ['/simple-container-app'], env: [PATH], exposedPorts: ['8080/tcp'] },
    build: (fs) => {
      installAlpine(fs);
      fs.addProgram('/simple-container-app', simpleContainerApp);
    },
  },
  {
    repository: 'docker.io/polinux/stress',
    tags: ['latest', '1.0.4'],
    size: 4_041_495,
    config: { cmd: ['/usr/local/bin/stress'], env: [PATH] },
    build: (fs) => {
      installAlpine(fs);
      fs.addProgram('/usr/local/bin/stress', stress);
    },
  },
  livenessImage('k8s.gcr.io/liveness', 2_076_512),
  livenessImage('registry.k8s.io/liveness', 2_076_512),
  agnhostImage('registry.k8s.io/e2e-test-images/agnhost', [
    '2.53',
    '2.52',
    '2.51',
    '2.47',
    '2.45',
    '2.43',
    '2.40',
    '2.39',
    '2.36',
    '2.33',
  ]),
  agnhostImage('k8s.gcr.io/e2e-test-images/agnhost', ['2.39', '2.33', '2.31', '2.21']),
  {
    repository: 'registry.k8s.io/e2e-test-images/busybox',
    tags: ['1.29-4', '1.29-2', '1.36.1-1'],
    size: 732_685,
    config: { cmd: ['sh'], env: [PATH] },
    build: installBusybox,
  },
  {
    repository: 'registry.k8s.io/busybox',
    tags: ['latest', '1.27', '1.27.2', '1.24'],
    size: 1_144_547,
    config: { cmd: ['sh'], env: [PATH] },
    build: installBusybox,
  },
  {
    repository: 'k8s.gcr.io/busybox',
    tags: ['latest', '1.27', '1.27.2', '1.24'],
    size: 1_144_547,
    config: { cmd: ['sh'], env: [PATH] },
    build: installBusybox,
  },
];
