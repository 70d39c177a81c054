-- A tag that a deletion took and a restore brought back: its timeline showed a push by the person who restored it.
ALTER TYPE "MoveCause" ADD VALUE 'restore';
