import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format } from './format.ts';

const MESSY = `# first
local  f( x,y =2 )=x+y;   // sum


local s=-1;
{
a:f( 1 ,y=3),  b :: - s, [ 'c'+1 ]  : [1,2 ,3][1 : 2],
    /* kept
       as it is */
  assert self.a>0:'no',
 d: if true then{x:1}else{},
 t: |||
   text
 |||,
 long:
 1
 + 2,
}`;

const NEAT = `# first
local f(x, y=2) = x + y; // sum

local s = -1;
{
  a: f(1, y=3), b:: -s, ['c' + 1]: [1, 2, 3][1:2],
  /* kept
       as it is */
  assert self.a > 0 : 'no',
  d: if true then { x: 1 } else {},
  t: |||
   text
 |||,
  long:
    1
    + 2,
}
`;

test('lays out and keeps comments', () => {
  assert.equal(format(MESSY), NEAT);
  assert.equal(format(NEAT), NEAT);
});

test('faulty programs are syntax errors', () => {
  assert.throws(() => format('{a: }'), { code: 'syntax' });
});
