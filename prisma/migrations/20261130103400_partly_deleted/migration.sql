-- Whether some of a finished deletion was not deleted. The note, which said so, is replaced when the deletion is restored.
ALTER TABLE deletion_plans ADD COLUMN partly BOOLEAN NOT NULL DEFAULT false;

UPDATE deletion_plans p SET partly = true
WHERE finished_at IS NOT NULL AND (
  (note IS NOT NULL AND note NOT LIKE 'Some images could not be restored.%')
  OR EXISTS (SELECT FROM deletion_steps s WHERE s.plan_id = p.id AND s.state = 'refused'));
