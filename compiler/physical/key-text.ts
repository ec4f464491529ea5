import { call, cast, column, string, textLiteral } from '../expr.ts';
import type { GroupByNode } from '../plan.ts';
import type { Expr } from '../relation.ts';

/** `user_id=u1, day=null`, for messages. */
export const keyText = (node: Pick<GroupByNode, 'keys'>): Expr =>
  call(
    'concat',
    node.keys.flatMap((key, index) => [
      textLiteral(`${index === 0 ? '' : ', '}${key.name}=`),
      call('coalesce', [cast(column(key.name, key.type), string), textLiteral('null')], string),
    ]),
    string,
  );
