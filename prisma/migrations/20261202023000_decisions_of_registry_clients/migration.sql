ALTER TYPE "DecisionEntryPoint" ADD VALUE 'registry';
