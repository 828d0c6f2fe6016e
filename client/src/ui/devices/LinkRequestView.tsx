import type { LinkRequest } from '@skein/shared/api/schemas';
import { deviceName } from '../../app/appEnvironment.ts';
import { KINDS } from '../words/devices.ts';
import { clock } from '../words/time.ts';
import styles from './Devices.module.css';

/** What is known about a device that asks to be let in. */
export const LinkRequestView = ({ request }: { readonly request: LinkRequest }) => {
  const { device, browser, address, askedAt } = request;
  const seen = deviceName(browser);
  const facts = [
    ['Device', device.name],
    // What it calls itself is its own word; what it was asked with says more.
    ...(seen === device.name ? [] : [['Browser', seen]]),
    ['Kind', `${KINDS[device.kind].name}. ${KINDS[device.kind].keeps}.`],
    ['Asked', clock(askedAt)],
    ['From', address],
  ] as const;
  return (
    <dl className={styles['facts']}>
      {facts.map(([name, value]) => (
        <div key={name} className={styles['fact']}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
};
