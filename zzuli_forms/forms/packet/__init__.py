"""报送材料: the letter and the form, as they are filed."""
